// The sign-in and the registration page.
import type { Locator, Page } from '@playwright/test';

export class SignInPage {
  readonly username: Locator;
  readonly password: Locator;
  readonly signIn: Locator;
  readonly register: Locator;
  readonly error: Locator;

  constructor(private readonly page: Page) {
    this.username = page.getByRole('textbox', { name: 'Username' });
    this.password = page.getByLabel('Password', { exact: true });
    this.signIn = page.getByRole('button', { name: 'Sign in' });
    this.register = page.getByRole('link', { name: 'Create an account' });
    this.error = page.getByRole('alert');
  }

  async open(): Promise<void> {
    await this.page.goto('/sign-in');
  }

  async as(username: string, password: string): Promise<void> {
    await this.username.fill(username);
    await this.password.fill(password);
    await this.signIn.click();
  }
}

export class RegisterPage {
  readonly username: Locator;
  readonly name: Locator;
  readonly password: Locator;
  readonly suggest: Locator;
  readonly create: Locator;
  readonly error: Locator;

  constructor(private readonly page: Page) {
    this.username = page.getByRole('textbox', { name: 'Username' });
    this.name = page.getByRole('textbox', { name: 'Display name' });
    this.password = page.getByLabel('Password', { exact: true });
    this.suggest = page.getByRole('button', { name: 'Suggest a passphrase' });
    this.create = page.getByRole('button', { name: 'Create account' });
    this.error = page.getByRole('alert');
  }

  async open(): Promise<void> {
    await this.page.goto('/register');
  }

  async as(username: string, name: string, password: string): Promise<void> {
    await this.username.fill(username);
    await this.name.fill(name);
    await this.password.fill(password);
    await this.create.click();
  }
}
