//! Passwords that are hashed anew, and sign-ins that something overtakes while the password is being compared.

use super::*;

/// Randomness that lets something happen when it is first asked, which is after a password was compared.
struct Meanwhile {
    entropy: FakeEntropy,
    happens: std::sync::Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl crate::clock::Entropy for Meanwhile {
    fn fill(&self, bytes: &mut [u8]) {
        let happens = self.happens.lock().unwrap().take();
        if let Some(happens) = happens {
            happens();
        }
        self.entropy.fill(bytes);
    }
}

/// Signs in as Mary on a server where this happens to her account while her password is being compared.
async fn sign_in_while<F>(
    world: &World,
    happens: impl FnOnce(Services) -> F + Send + 'static,
) -> Result<SignedIn, ServiceError>
where
    F: Future<Output = Result<(), ServiceError>>,
{
    let administration = world.services.clone();
    let happens = move || {
        let other = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            runtime.unwrap().block_on(happens(administration)).unwrap();
        });
        other.join().unwrap();
    };
    let meanwhile = Arc::new(Meanwhile {
        entropy: FakeEntropy::new(5),
        happens: std::sync::Mutex::default(),
    });
    let services = Services::new(
        world.store.clone(),
        world.bus.clone(),
        world.clock.clone(),
        meanwhile.clone(),
        quick(),
    );
    *meanwhile.happens.lock().unwrap() = Some(Box::new(happens));
    let accounts = &services.accounts;
    accounts.sign_in("mary", PASSWORD, Origin::default()).await
}

/// Makes the stored hash one of another cost, so that the next sign-in hashes anew.
async fn outdate(world: &World, mary: UserId) {
    let dearer = Cost {
        passes: 2,
        ..Cost::LEAST
    };
    let entropy = FakeEntropy::new(9);
    let hasher = super::super::passwords::Passwords::new(dearer, NonZeroU32::MIN, &entropy);
    let password = common::validate::Password::parse(PASSWORD, 15).unwrap();
    let old = hasher.hash(password, [1; 16]).await.unwrap();
    assert!(world.store.set_password(mary, old).await.unwrap());
}

/// A password that was reset stays reset, and opens no session, whatever was being compared meanwhile.
#[tokio::test]
async fn a_sign_in_does_not_undo_a_reset_that_overtook_it() {
    const RESET: &str = "another long password";
    for outdated in [false, true] {
        let world = world();
        let mary = world.person("mary").await;
        if outdated {
            outdate(&world, mary).await;
        }
        let refused = sign_in_while(&world, |services| async move {
            services.accounts.reset_password("mary", RESET).await
        });
        assert_eq!(
            refused.await.unwrap_err(),
            ServiceError::WrongCredentials,
            "outdated: {outdated}"
        );
        let again = world.sign_in("mary", PASSWORD).await;
        assert_eq!(again.unwrap_err(), ServiceError::WrongCredentials);
        world.sign_in("mary", RESET).await.unwrap();
        let sessions = world.store.close_sessions(mary).await.unwrap();
        assert_eq!(sessions.len(), 1, "only that of the new password");
    }
}

#[tokio::test]
async fn a_sign_in_opens_nothing_on_an_account_disabled_meanwhile() {
    let world = world();
    let mary = world.person("mary").await;
    let refused = sign_in_while(&world, |services| async move {
        services.accounts.disable("mary").await
    });
    assert_eq!(refused.await.unwrap_err(), ServiceError::WrongCredentials);
    assert_eq!(world.store.close_sessions(mary).await.unwrap(), []);
}

/// Two devices that sign in at once after the cost was changed: the second finds the hash that the first has made.
#[tokio::test]
async fn a_sign_in_that_another_ones_new_hash_overtook_succeeds() {
    for outdated in [false, true] {
        let world = world();
        let mary = world.person("mary").await;
        if outdated {
            outdate(&world, mary).await;
        }
        let signed_in = sign_in_while(&world, |services| async move {
            let from = Origin::default();
            services.accounts.sign_in("mary", PASSWORD, from).await?;
            Ok(())
        });
        assert_eq!(signed_in.await.unwrap().profile.id, mary);
    }
}

#[tokio::test]
async fn a_password_hashed_at_another_cost_is_hashed_anew() {
    let world = world();
    let mary = world.person("mary").await;
    outdate(&world, mary).await;
    let stored = async || world.store.account(mary).await.unwrap().unwrap().credential;
    let old = stored().await;
    world.sign_in("mary", PASSWORD).await.unwrap();
    assert_ne!(stored().await, old);
    assert!(world.sign_in("mary", PASSWORD).await.is_ok());
}
