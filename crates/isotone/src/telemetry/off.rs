//! A program that was built without the feature `otel`: there is no telemetry, and no code for any.

use axum::Router;
use server::App;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::config::Config;
use crate::failure::Failure;
use crate::logs::AnyLayer;

/// Never there.
pub(crate) enum Telemetry {}

impl Telemetry {
    pub(crate) fn start(config: &Config, _: &Handle) -> Result<Option<Self>, Failure> {
        debug_assert!(config.telemetry.is_none(), "refused where the settings are read");
        Ok(None)
    }

    pub(crate) fn layer(&self) -> AnyLayer {
        match *self {}
    }

    pub(crate) fn beneath(&self, _: Router) -> Router {
        match *self {}
    }

    pub(crate) async fn report(self, _: App, _: watch::Receiver<bool>) {
        match self {}
    }
}
