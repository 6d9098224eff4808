//! The program under test, and a client that can also send what no proper client would.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const DEPLOYMENTS: &str = "/api/v2/models/liveDeployments";
pub(crate) const MODEL: &str = "ri.models.main.model.f351c142-0e4c-4b12-adc2-6e1539737ae9";
pub(crate) const VERSION: &str =
    "ri.models.main.model-version.adf94926-c3ac-41ea-beb2-4946699d08ee";
pub(crate) const PROJECT: &str = "ri.compass.main.folder.6f2f2f5e-5a0f-4b3c-9c0c-6d5d8a2a7f01";
pub(crate) const TOKEN: &str = "development-token";

/// A running host. Dropped, it is killed.
pub(crate) struct Host {
    process: Child,
    pub(crate) port: u16,
    pub(crate) greeting: String,
    directory: PathBuf,
    _home: Option<TempDir>,
}

/// The demonstration with tokens and with replicas that do not take their time.
pub(crate) fn configuration() -> Value {
    let mut configuration: Value = serde_json::from_str(include_str!("../../demo.json")).unwrap();
    configuration["executor"] = json!({"startMs": 50, "stopMs": 10});
    // Digests of the tokens `viewer`, `reader` and `stranger`.
    configuration["tokens"] = json!([
        {
            "name": "viewer",
            "sha256": "d35ca5051b82ffc326a3b0b6574a9a3161dee16b9478a199ee39cd803ce5b799",
            "scopes": ["api:models-read", "api:models-write", "api:models-execute"],
            "projects": {PROJECT: "view"},
        },
        {
            "name": "reader",
            "sha256": "3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30",
            "scopes": ["api:models-read"],
            "projects": {PROJECT: "edit"},
        },
        {
            "name": "stranger",
            "sha256": "8aca4f36774f82a67c507cb9c96679482e2cc767f2d38502269557a566b092fb",
            "scopes": ["api:models-read", "api:models-write"],
            "projects": {},
        },
    ]);
    configuration
}

/// The same, where every *create* has to name its target.
pub(crate) fn configuration_without_default_target() -> Value {
    let mut configuration = configuration();
    configuration.as_object_mut().unwrap().remove("defaultTarget");
    configuration
}

impl Host {
    /// A host with an empty store.
    pub(crate) fn start() -> Self {
        Self::start_with(&configuration())
    }

    pub(crate) fn start_with(configuration: &Value) -> Self {
        let home = TempDir::new().unwrap();
        let mut host = Self::start_in(home.path(), configuration);
        host._home = Some(home);
        host
    }

    /// A host whose store outlives it.
    pub(crate) fn start_in(directory: &Path, configuration: &Value) -> Self {
        let mut process = command(directory, configuration)
            .stdout(Stdio::piped())
            .stderr(File::options().create(true).append(true).open(directory.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut greeting = String::new();
        while !greeting.contains("\n\ncurl") || !greeting.ends_with("\n\n") {
            let read = out.read_line(&mut greeting).unwrap();
            assert!(read > 0, "the host did not start: {}", log(directory));
        }
        let address = greeting.split_once("http://127.0.0.1:").unwrap().1;
        let port = address.split_whitespace().next().unwrap().parse().unwrap();
        Self { process, port, greeting, directory: directory.to_owned(), _home: None }
    }

    /// What a host that cannot start says.
    pub(crate) fn refuses_to_start(directory: &Path, configuration: &Value) -> String {
        Self::try_start(directory, configuration).expect_err("the host started")
    }

    /// Starts a host and ends it; if it refuses, gives what it said.
    pub(crate) fn try_start(directory: &Path, configuration: &Value) -> Result<(), String> {
        let mut process = command(directory, configuration)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Its first line, or the end of its output.
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let started = !line.is_empty();
        if started {
            process.kill().unwrap();
        }
        let output = process.wait_with_output().unwrap();
        if started {
            return Ok(());
        }
        assert_eq!(output.status.code(), Some(1));
        Err(String::from_utf8(output.stderr).unwrap())
    }

    pub(crate) fn log(&self) -> String {
        log(&self.directory)
    }

    /// Sends a signal to the host's process.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Ends the host as a power switch does, as far as a process can tell.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks the host to stop, and gives its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.process.wait().unwrap().code()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Request::new("GET", path).send(self)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        Request::new("POST", path).json(body).send(self)
    }

    /// Creates a deployment of a branch and gives its identifier.
    pub(crate) fn create(&self, branch: &str) -> String {
        let answer = self.post(&format!("{DEPLOYMENTS}?preview=true"), &create_request(branch));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["rid"].as_str().unwrap().to_owned()
    }

    /// Waits until a deployment is in a state.
    pub(crate) fn wait_for(&self, rid: &str, state: &str) -> Value {
        for _ in 0..500 {
            let shown = self.get(&format!("{DEPLOYMENTS}/{rid}?preview=true")).json();
            if shown["status"]["state"] == state {
                return shown;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("`{rid}` does not get {state}");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(directory: &Path, configuration: &Value) -> Command {
    let file = directory.join("configuration.json");
    fs::write(&file, serde_json::to_vec(configuration).unwrap()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_liveberth-host"));
    command.args(["--port", "0", "--dev-token", TOKEN]);
    command.arg("--data-dir").arg(directory.join("data"));
    command.arg("--config").arg(file);
    command
}

fn log(directory: &Path) -> String {
    fs::read_to_string(directory.join("log")).unwrap_or_default()
}

/// The smallest configuration.
pub(crate) fn runtime_configuration() -> Value {
    json!({"minReplicas": 1, "maxReplicas": 2})
}

/// The body that creates a deployment of a branch.
pub(crate) fn create_request(branch: &str) -> Value {
    json!({
        "deploymentType": {"type": "direct", "modelRid": MODEL, "branch": branch},
        "runtimeConfiguration": runtime_configuration(),
    })
}

/// A request, proper unless told otherwise.
pub(crate) struct Request {
    line: String,
    host: Option<String>,
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Request {
    /// With the token that may do everything.
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            line: format!("{method} {path} HTTP/1.1"),
            host: None,
            headers: vec![format!("Authorization: Bearer {TOKEN}")],
            body: Vec::new(),
        }
    }

    pub(crate) fn without_token(mut self) -> Self {
        self.headers.retain(|header| !header.starts_with("Authorization"));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.without_token().header(&format!("Authorization: Bearer {token}"))
    }

    pub(crate) fn header(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", &body.to_string())
    }

    pub(crate) fn text(mut self, content_type: &str, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self.header(&format!("Content-Type: {content_type}"))
    }

    /// A body without a type.
    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub(crate) fn send(self, host: &Host) -> Answer {
        self.try_send(host).expect("no answer")
    }

    /// The answer; nothing if the connection broke before one came.
    pub(crate) fn try_send(self, host: &Host) -> Option<Answer> {
        Answer::read(self.begin(host)?)
    }

    /// Sends it; the connection may then be read from, or dropped.
    pub(crate) fn begin(self, host: &Host) -> Option<TcpStream> {
        let name = self.host.clone().unwrap_or_else(|| format!("127.0.0.1:{}", host.port));
        let length = self.body.len();
        let mut head = format!("{}\r\nHost: {name}\r\nConnection: close\r\n", self.line);
        for header in &self.headers {
            head += &format!("{header}\r\n");
        }
        let mut stream = TcpStream::connect(("127.0.0.1", host.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "{head}Content-Length: {length}\r\n\r\n").ok()?;
        stream.write_all(&self.body).ok()?;
        Some(stream)
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Reads until the connection ends.
    pub(crate) fn read(mut stream: TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        // What came before the connection broke may be all there is to it.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head: head.to_owned(), body: body.to_owned() })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    /// The status and the name of an error, which must have the form that clients know.
    pub(crate) fn error(&self) -> (u16, String) {
        let body = self.json();
        let members = body.as_object().unwrap().keys().collect::<Vec<_>>();
        assert_eq!(members, ["errorCode", "errorInstanceId", "errorName", "parameters"]);
        assert!(body["parameters"].is_object());
        let instance = body["errorInstanceId"].as_str().unwrap();
        assert_eq!(uuid::Uuid::parse_str(instance).unwrap().get_version_num(), 4);
        (self.status, body["errorName"].as_str().unwrap().to_owned())
    }

    pub(crate) fn parameters(&self) -> Value {
        self.json()["parameters"].clone()
    }
}
