//! What the command line says.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};
use thiserror::Error;

/// How to call the program.
pub(crate) const USAGE: &str = "\
Serves the live-deployment API over an embedded store.

Usage: liveberth-host [OPTIONS]

  --port N            port to listen on; 0 takes a free one (default 8080)
  --address ADDRESS   address to listen on (default 127.0.0.1)
  --data-dir DIR      where the store is kept (default ./data)
  --config FILE       the configuration, one JSON file (default: a demonstration cluster)
  --dev-token TOKEN   a token with every right on everything; on a loopback address only
  --help              print this text
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// To serve.
    Serve(Serve),
    /// To explain the program.
    Help,
}

/// How to serve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Serve {
    /// Where to listen.
    pub(crate) address: SocketAddr,
    /// Where the store is kept.
    pub(crate) data_directory: PathBuf,
    /// The configuration file; the demonstration cluster where absent.
    pub(crate) configuration: Option<PathBuf>,
    /// A token with every right; only ever there on a loopback address.
    pub(crate) development_token: Option<String>,
}

/// Why the command line cannot be followed.
#[derive(Debug, Error)]
pub(crate) enum ArgumentsError {
    /// An option is unknown, or its value is missing or malformed.
    #[error("{0}; see --help")]
    Malformed(#[from] lexopt::Error),
    /// The development token is for this machine alone.
    #[error(
        "--dev-token works on a loopback address only, and {0} is none; list tokens in the configuration file instead"
    )]
    DevelopmentTokenInPublic(IpAddr),
}

impl Arguments {
    /// Reads the program's own command line.
    ///
    /// # Errors
    /// See [`ArgumentsError`].
    pub(crate) fn read() -> Result<Self, ArgumentsError> {
        Self::parse(Parser::from_env())
    }

    fn parse(mut parser: Parser) -> Result<Self, ArgumentsError> {
        let mut ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let mut port = 8080;
        let mut data_directory = PathBuf::from("data");
        let mut configuration = None;
        let mut development_token = None;
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("port") => port = parser.value()?.parse()?,
                Arg::Long("address") => ip = parser.value()?.parse()?,
                Arg::Long("data-dir") => data_directory = parser.value()?.into(),
                Arg::Long("config") => configuration = Some(parser.value()?.into()),
                Arg::Long("dev-token") => development_token = Some(parser.value()?.string()?),
                Arg::Long("help") | Arg::Short('h') => return Ok(Self::Help),
                _ => return Err(argument.unexpected().into()),
            }
        }
        if development_token.is_some() && !ip.is_loopback() {
            return Err(ArgumentsError::DevelopmentTokenInPublic(ip));
        }
        Ok(Self::Serve(Serve {
            address: SocketAddr::new(ip, port),
            data_directory,
            configuration,
            development_token,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, ArgumentsError> {
        Arguments::parse(Parser::from_args(arguments))
    }

    #[test]
    fn without_arguments_the_demonstration_is_served_on_loopback() {
        let Arguments::Serve(serve) = parse(&[]).unwrap() else {
            panic!("help");
        };
        assert_eq!(serve.address.to_string(), "127.0.0.1:8080");
        assert_eq!(serve.configuration, None);
        assert_eq!(serve.development_token, None);
    }

    #[test]
    fn the_development_token_stays_on_loopback() {
        assert!(parse(&["--dev-token", "t", "--address", "::1"]).is_ok());
        let error = parse(&["--dev-token", "t", "--address", "0.0.0.0"]).unwrap_err();
        assert!(matches!(error, ArgumentsError::DevelopmentTokenInPublic(_)));
    }

    #[test]
    fn what_is_unknown_or_malformed_is_refused() {
        for arguments in [&["--prot", "1"][..], &["--port", "x"], &["--port"], &["file"]] {
            assert!(parse(arguments).is_err(), "{arguments:?}");
        }
        assert_eq!(parse(&["--help"]).unwrap(), Arguments::Help);
    }
}
