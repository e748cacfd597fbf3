//! What a principal logs in with besides its name, as a hash.

#[cfg(feature = "durable")]
use crate::password_hash::PasswordHash;
use crate::secret_hash::SecretHash;

/// The hash of a password or of a client's secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub enum LoginSecret {
    /// Of one that was made up at random.
    Random(SecretHash),
    /// Of one that somebody has made up.
    #[cfg(feature = "durable")]
    Password(PasswordHash),
}

impl LoginSecret {
    /// The secret of somebody who has made up this password.
    #[cfg(feature = "durable")]
    pub(crate) async fn of_password(password: String) -> Option<Self> {
        at_most_a_few(move || Some(Self::Password(PasswordHash::of(&password)))).await
    }

    /// The same in a server that can keep nothing, so that the tests that use it need not wait for a slow hash.
    #[cfg(not(feature = "durable"))]
    #[expect(clippy::unused_async, reason = "the other one waits")]
    pub(crate) async fn of_password(password: String) -> Option<Self> {
        Some(Self::Random(SecretHash::of(&password)))
    }

    /// A secret to compare with where there is none. A check of it takes as long as that of a password.
    #[cfg(feature = "durable")]
    pub(crate) fn decoy() -> Self {
        Self::Password(PasswordHash::decoy())
    }

    /// The same where passwords are hashed like random secrets.
    #[cfg(not(feature = "durable"))]
    pub(crate) fn decoy() -> Self {
        Self::Random(SecretHash::of(""))
    }

    /// Whether somebody has made it up.
    pub(crate) fn is_password(&self) -> bool {
        match self {
            Self::Random(_) => false,
            #[cfg(feature = "durable")]
            Self::Password(_) => true,
        }
    }

    /// Whether this is the secret. The hash of a password is slow, so threads that serve others must not wait for it.
    pub(crate) async fn matches(self, given: String) -> bool {
        match self {
            Self::Random(hash) => hash == SecretHash::of(&given),
            #[cfg(feature = "durable")]
            Self::Password(hash) => at_most_a_few(move || hash.matches(&given)).await,
        }
    }
}

/// Runs slow checks beside each other, but not so many that they take all memory.
#[cfg(feature = "durable")]
async fn at_most_a_few<R: Default + Send + 'static>(check: impl FnOnce() -> R + Send + 'static) -> R {
    static RUNNING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

    let Ok(permit) = RUNNING.acquire().await else { return R::default() };
    // A check goes on when whoever has asked for it is gone, so it is the check that has the permit.
    let check = move || {
        let _permit = permit;
        check()
    };
    tokio::task::spawn_blocking(check).await.unwrap_or_default()
}
