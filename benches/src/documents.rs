//! Runtime configurations as text.

/// The example of the API's documentation.
pub const SMALL: &str =
    r#"{"minReplicas":1,"maxReplicas":3,"cpu":1.0,"memory":"256MiB","threadCount":32}"#;

/// One that uses every field.
pub const FULL: &str = r#"{
  "minReplicas": 1,
  "maxReplicas": 8,
  "cpu": 7.5,
  "memory": "48GiB",
  "gpu": {"count": 2, "type": "A100"},
  "threadCount": 64,
  "scalingConfiguration": {
    "scaleUpLoadThreshold": 0.8,
    "scaleUpDelay": {"value": 90, "unit": "SECONDS"},
    "scaleDownDelay": {"value": 1, "unit": "HOURS"}
  },
  "sources": ["ri.magritte..source.b5a1", "ri.magritte..source.c7e2"],
  "environmentVariables": {"LOG_LEVEL": "info", "BATCH_SIZE": "16", "TOKENIZERS_PARALLELISM": "false"}
}"#;

/// One with a problem in nearly every field.
pub const WRONG: &str = r#"{
  "minReplicas": 9,
  "maxReplicas": 8,
  "cpu": -1,
  "memory": "lots",
  "gpu": {"count": 0, "type": "A1000"},
  "threadCount": 1.5,
  "scalingConfiguration": {
    "scaleUpLoadThreshold": 80,
    "scaleUpDelay": {"value": 90, "unit": "FORTNIGHTS"}
  },
  "sources": ["b5a1"],
  "environmentVariables": {"LOG-LEVEL": "info", "CLIENT_SECRET": ""},
  "colour": "blue"
}"#;
