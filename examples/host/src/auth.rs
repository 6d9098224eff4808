//! Who calls, and what they may do: bearer tokens, their scopes, their rights by project.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use liveberth_core::error::ApiError;
use liveberth_core::rid::ProjectRid;
use serde::{Deserialize, Deserializer, de};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// What a token is good for, in the API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) enum Scope {
    /// To read deployments.
    #[serde(rename = "api:models-read")]
    Read,
    /// To create and change deployments.
    #[serde(rename = "api:models-write")]
    Write,
    /// To send requests to deployments.
    #[serde(rename = "api:models-execute")]
    Execute,
}

/// What a caller may do in a project; without a right there is nothing to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Right {
    /// To see its models and deployments.
    View,
    /// To send requests to its deployments too.
    Execute,
    /// To change them too.
    Edit,
}

/// A token of the configuration file, known by its digest alone.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenEntry {
    /// Whose it is, for the log.
    pub(crate) name: String,
    sha256: TokenDigest,
    scopes: BTreeSet<Scope>,
    /// Its rights.
    pub(crate) projects: BTreeMap<ProjectRid, Right>,
}

/// The SHA-256 of a token.
#[derive(Debug, Clone, Copy)]
struct TokenDigest([u8; 32]);

/// Every token that is accepted.
#[derive(Debug)]
pub(crate) struct Tokens(Vec<(TokenDigest, Arc<Caller>)>);

/// Who calls.
#[derive(Debug)]
pub(crate) struct Caller {
    name: String,
    scopes: BTreeSet<Scope>,
    rights: Rights,
}

#[derive(Debug)]
enum Rights {
    Everything,
    Listed(BTreeMap<ProjectRid, Right>),
}

impl Scope {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "api:models-read",
            Self::Write => "api:models-write",
            Self::Execute => "api:models-execute",
        }
    }
}

impl Tokens {
    /// The tokens of the configuration, and the development token where there is one.
    pub(crate) fn new(entries: Vec<TokenEntry>, development: Option<&str>) -> Self {
        let listed = entries.into_iter().map(|entry| {
            let caller = Caller {
                name: entry.name,
                scopes: entry.scopes,
                rights: Rights::Listed(entry.projects),
            };
            (entry.sha256, Arc::new(caller))
        });
        let development = development.map(|token| {
            let caller = Caller {
                name: "development".to_owned(),
                scopes: BTreeSet::from([Scope::Read, Scope::Write, Scope::Execute]),
                rights: Rights::Everything,
            };
            (TokenDigest::of(token.as_bytes()), Arc::new(caller))
        });
        Self(listed.chain(development).collect())
    }

    /// Whether nobody can call at all.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who sent a request with these headers.
    ///
    /// # Errors
    /// No credentials, or any that are not exactly one valid bearer token.
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Arc<Caller>, ApiError> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let first = values.next().ok_or(ApiError::MissingCredentials {})?;
        let only = values.next().is_none().then_some(first);
        only.and_then(bearer_token)
            .and_then(|token| self.find(token))
            .ok_or_else(|| ApiError::Unauthorized { error: "INVALID".to_owned() })
    }

    /// Looks at every token, so that the time taken says nothing about which one was near.
    fn find(&self, token: &[u8]) -> Option<Arc<Caller>> {
        let digest = TokenDigest::of(token);
        let mut found = None;
        for (known, caller) in &self.0 {
            if known.0.ct_eq(&digest.0).into() {
                found = Some(Arc::clone(caller));
            }
        }
        found
    }
}

impl Caller {
    /// Whose token it is, for the log.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Refuses a caller whose token is not good for an operation.
    ///
    /// # Errors
    /// `ApiUsageDenied`, naming the scope.
    pub(crate) fn require(&self, scope: Scope) -> Result<(), ApiError> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        Err(ApiError::ApiUsageDenied { missing_scope: scope.name().to_owned() })
    }

    /// What the caller may do in a project.
    pub(crate) fn right(&self, project: &ProjectRid) -> Option<Right> {
        match &self.rights {
            Rights::Everything => Some(Right::Edit),
            Rights::Listed(rights) => rights.get(project).copied(),
        }
    }
}

impl TokenDigest {
    fn of(token: &[u8]) -> Self {
        Self(Sha256::digest(token).into())
    }

    fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(index.checked_mul(2)?..)?.get(..2)?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl<'de> Deserialize<'de> for TokenDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The text is not repeated: it may be the token itself, put here by mistake.
        Self::from_hex(&text).ok_or_else(|| {
            de::Error::custom("expected the SHA-256 of the token, 64 hexadecimal digits")
        })
    }
}

/// The token of an `Authorization` header: `Bearer`, in any case, one or more spaces, the token.
fn bearer_token(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        let entry = serde_json::json!({
            "name": "reader",
            // The digest of `secret`.
            "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
            "scopes": ["api:models-read"],
            "projects": {"ri.compass.main.folder.a": "view"},
        });
        Tokens::new(vec![serde_json::from_value(entry).unwrap()], Some("development"))
    }

    fn name_of(values: &[&str]) -> Result<String, &'static str> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().unwrap());
        }
        let caller = tokens().caller(&headers);
        caller.map(|caller| caller.name().to_owned()).map_err(|error| error.name())
    }

    #[test]
    fn a_token_is_known_by_its_digest_whatever_the_case_of_the_scheme() {
        for value in ["Bearer secret", "bearer secret", "BEARER  secret "] {
            assert_eq!(name_of(&[value]), Ok("reader".to_owned()), "{value}");
        }
        assert_eq!(name_of(&["Bearer development"]), Ok("development".to_owned()));
    }

    #[test]
    fn anything_but_one_valid_token_is_refused() {
        assert_eq!(name_of(&[]), Err("MissingCredentials"));
        for values in [
            &["Bearer secre"][..],
            &["Bearer secrets"],
            &["Bearer secret x"],
            &["Bearer Secret"],
            &["Bearer"],
            &["Bearer "],
            &["Basic secret"],
            &["secret"],
            &[""],
            &["Bearer secret", "Bearer secret"],
            &["Bearer 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"],
        ] {
            assert_eq!(name_of(values), Err("Default:Unauthorized"), "{values:?}");
        }
    }

    #[test]
    fn scopes_and_rights_are_those_of_the_token() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer secret".parse().unwrap());
        let caller = tokens().caller(&headers).unwrap();
        assert_eq!(caller.require(Scope::Read), Ok(()));
        assert_eq!(
            caller.require(Scope::Write),
            Err(ApiError::ApiUsageDenied { missing_scope: "api:models-write".to_owned() })
        );
        let project = |text| ProjectRid::new(text).unwrap();
        assert_eq!(caller.right(&project("ri.compass.main.folder.a")), Some(Right::View));
        assert_eq!(caller.right(&project("ri.compass.main.folder.b")), None);
    }

    #[test]
    fn a_digest_that_is_none_is_refused_without_being_repeated() {
        for text in ["secret", &"g".repeat(64), &"é".repeat(32), &"a".repeat(63)] {
            let error = serde_json::from_value::<TokenDigest>(text.into()).unwrap_err();
            assert!(!error.to_string().contains(text));
        }
    }
}
