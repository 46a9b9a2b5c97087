// Applies the theme that was chosen on this device: before the first paint, which no part of the app could, and whenever it changes.
// The dark colours stand in one place, under the system's preference; a choice puts "always" or "never" in its place.
{
  const system = '(prefers-color-scheme: dark)';
  const dark = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === system);
  const bars = [...document.querySelectorAll('meta[name="theme-color"]')].map((bar) => [bar, bar.media === system]);

  const apply = () => {
    let chosen = null;
    try {
      chosen = localStorage.getItem('theme');
    } catch {
      // A browser that keeps nothing follows the system.
    }
    const media = chosen === 'dark' ? 'all' : chosen === 'light' ? 'not all' : system;
    for (const rule of dark) rule.media.mediaText = media;
    document.documentElement.style.colorScheme = chosen === 'dark' || chosen === 'light' ? chosen : '';
    for (const [bar, isDark] of bars) {
      bar.media = media === system ? (isDark ? system : '(prefers-color-scheme: light)') : isDark === (chosen === 'dark') ? 'all' : 'not all';
    }
  };
  apply();
  addEventListener('storage', apply);
}
