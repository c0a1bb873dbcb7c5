//! A panic as a value: a defect in one piece of work ends that work, not the server or the worker it runs in.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// Runs work to its end, or to its panic, of which it answers with the message.
///
/// What the work shared must be usable after a panic in it: the engine keeps nothing behind locks across a panic but
/// caches, whose locks are taken over.
///
/// # Errors
/// The message of the panic.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// assert_eq!(engine::caught(async { 1 + 1 }).await, Ok(2));
/// # }
/// ```
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(done)) => Poll::Ready(Ok(done)),
        Err(panic) => Poll::Ready(Err(panic_message(&*panic))),
    })
    .await
}

/// What a panic says of itself.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_before_and_after_waiting_becomes_its_message() {
        let late = caught(async {
            tokio::task::yield_now().await;
            assert_eq!(1 + 1, 3, "sums");
        });
        assert!(late.await.unwrap_err().contains("sums"));
        assert_eq!(caught(async { 7 }).await, Ok(7));
    }
}
