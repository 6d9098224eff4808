//! The control plane as a class: JSON text in, plain objects out.
//!
//! What comes in goes through the core's text door. What goes out has the members of the door's
//! answers in their order, so that `JSON.stringify` gives the same bytes; a saved state is the
//! door's text itself.

use js_sys::{Error, Reflect};
use liveberth_core::control_plane;
use liveberth_core::json::control_plane as text;
use liveberth_core::json::control_plane::TextError;
use liveberth_core::rid::{LiveDeploymentRid, ProjectRid};
use liveberth_core::time::Timestamp;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Every live deployment of a platform, with the nodes and queues they run on.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ControlPlane(control_plane::ControlPlane);

#[wasm_bindgen]
impl ControlPlane {
    /// An empty control plane with settings given as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Self, Error> {
        text::new(settings.as_bytes()).map(Self).map_err(thrown)
    }

    /// The control plane that was saved.
    pub fn restore(saved: &str) -> Result<Self, Error> {
        text::restore(saved.as_bytes()).map(Self).map_err(thrown)
    }

    /// The whole state as JSON text.
    pub fn save(&self) -> Result<String, Error> {
        text::save(&self.0).map_err(thrown)
    }

    /// Takes one input and answers the effects.
    pub fn step(&mut self, now: JsValue, input: &str) -> Result<JsValue, Error> {
        let now = timestamp(now)?;
        let input = text::input(input.as_bytes()).map_err(thrown)?;
        let effects = self.0.step(now, input).map_err(thrown)?;
        to_js(&effects)
    }

    /// When the next tick is due.
    #[wasm_bindgen(js_name = nextWake)]
    pub fn next_wake(&self) -> Result<Option<JsValue>, Error> {
        self.0.next_wake().as_ref().map(to_js).transpose()
    }

    /// Every effect that may not have been carried out before a restart.
    pub fn resume(&self) -> Result<JsValue, Error> {
        to_js(&self.0.resume())
    }

    /// A deployment's status with everything that explains it.
    pub fn status(&self, rid: &str) -> Result<Option<JsValue>, Error> {
        let rid = LiveDeploymentRid::new(rid).map_err(thrown)?;
        self.0.report(&rid).as_ref().map(to_js).transpose()
    }

    /// A deployment as the API shows it.
    pub fn deployment(&self, rid: &str) -> Result<Option<JsValue>, Error> {
        let rid = LiveDeploymentRid::new(rid).map_err(thrown)?;
        self.0.deployment(&rid).as_ref().map(to_js).transpose()
    }

    /// Every deployment as the API shows it.
    pub fn list(&self) -> Result<JsValue, Error> {
        to_js(&self.0.deployments())
    }

    /// Every node and what runs on it.
    pub fn nodes(&self) -> Result<JsValue, Error> {
        to_js(&self.0.nodes())
    }

    /// Every queue and how full it is.
    pub fn queues(&self) -> Result<JsValue, Error> {
        to_js(&self.0.queues())
    }

    /// What a project's configurations may ask for.
    #[wasm_bindgen(js_name = limitsOf)]
    pub fn limits_of(&self, project: &str) -> Result<Option<JsValue>, Error> {
        let project = ProjectRid::new(project).map_err(thrown)?;
        self.0.limits_of(&project).as_ref().map(to_js).transpose()
    }

    /// What would become of a configuration given as JSON text; nothing changes.
    #[wasm_bindgen(js_name = whatIf)]
    pub fn what_if(&self, asked: &str) -> Result<JsValue, Error> {
        let asked = text::what_if_request(asked.as_bytes()).map_err(thrown)?;
        to_js(&self.0.what_if(&asked).map_err(thrown)?)
    }

    /// How placement policies would place a list of deployments given as JSON text; nothing changes.
    pub fn compare(&self, asked: &str) -> Result<JsValue, Error> {
        let asked = text::comparison_request(asked.as_bytes()).map_err(thrown)?;
        to_js(&self.0.compare(&asked).map_err(thrown)?)
    }

    /// How what runs could be arranged better, as JSON text asks; nothing changes.
    pub fn repack(&self, asked: &str) -> Result<JsValue, Error> {
        let asked = text::repack_request(asked.as_bytes()).map_err(thrown)?;
        to_js(&self.0.repack(&asked).map_err(thrown)?)
    }
}

fn timestamp(now: JsValue) -> Result<Timestamp, Error> {
    serde_wasm_bindgen::from_value(now).map_err(|_| {
        let problem = "a time is a whole number of milliseconds, 0 or more".to_owned();
        thrown(TextError::Malformed { problem })
    })
}

fn to_js(answer: &impl Serialize) -> Result<JsValue, Error> {
    let serializer = Serializer::json_compatible();
    answer.serialize(&serializer).map_err(|error| {
        let problem = error.to_string();
        thrown(TextError::Unwritable { problem })
    })
}

/// The error as JavaScript throws it: an `Error` whose `code` is the core's.
fn thrown(error: impl Into<TextError>) -> Error {
    let error = error.into();
    let thrown = Error::new(&error.to_string());
    // Setting a member of an object that was just made cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown
}
