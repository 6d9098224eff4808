//! What stands in the address: the query, and identifiers in the path.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::Uri;
use axum::http::request::Parts;
use liveberth_core::error::ApiError;
use liveberth_core::rid::{LiveDeploymentRid, RidError};
use percent_encoding::percent_decode_str;

/// The parameters of a query, decoded; those without a value cannot be.
pub(super) struct Query(Vec<(String, Option<String>)>);

impl Query {
    /// The query of an address.
    pub(super) fn of(uri: &Uri) -> Self {
        let parameters = uri.query().unwrap_or_default().split('&');
        let decoded = parameters.flat_map(|parameter| {
            let is_sound = is_sound(parameter);
            form_urlencoded::parse(parameter.as_bytes())
                .map(move |(name, value)| (name.into(), is_sound.then(|| value.into())))
        });
        Self(decoded.collect())
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// It is given more than once, or cannot be decoded.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(Some(value)), None) => Ok(Some(value)),
            (Some(None), None) => Err(invalid(name, "the parameter is not percent-encoded UTF-8")),
            (Some(_), Some(_)) => Err(invalid(name, "the parameter is given more than once")),
        }
    }

    /// The identifier that a parameter holds.
    ///
    /// # Errors
    /// It is given more than once, or cannot be decoded, or is no identifier.
    pub(super) fn rid<T: FromStr<Err = RidError>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ApiError> {
        let text = self.get(name)?;
        text.map(|text| text.parse().map_err(|error| invalid(name, error))).transpose()
    }

    /// Refuses a request that does not ask for the preview: `preview` must be there once, and must
    /// be `true` exactly.
    ///
    /// # Errors
    /// `ApiFeaturePreviewUsageOnly`.
    pub(super) fn require_preview(&self) -> Result<(), ApiError> {
        if self.values("preview").eq([Some("true")]) {
            Ok(())
        } else {
            Err(ApiError::ApiFeaturePreviewUsageOnly {})
        }
    }

    fn values(&self, name: &str) -> impl Iterator<Item = Option<&str>> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_deref())
    }
}

/// Whether nothing is lost when a text is decoded: what is malformed would be kept, and what is not
/// UTF-8 replaced.
fn is_sound(encoded: &str) -> bool {
    let mut after_signs = encoded.split('%').skip(1);
    let is_well_formed = after_signs.all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    is_well_formed && percent_decode_str(encoded).decode_utf8().is_ok()
}

/// The deployment that the path names, decoded as one segment.
///
/// A malformed one is a value here, so that the handler decides when to answer it: after the token
/// and the scope were looked at. It is answered as 400 `Default:InvalidArgument`, as any other
/// parameter that cannot be decoded; 404 would have to repeat it as an identifier, and clients
/// refuse an answer whose identifiers are none.
pub(super) struct RidInPath(pub(super) Result<LiveDeploymentRid, ApiError>);

impl<S: Send + Sync> FromRequestParts<S> for RidInPath {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        const NAME: &str = "liveDeploymentRid";
        let rid = match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(text)) => text.parse().map_err(|error: RidError| invalid(NAME, error)),
            Err(_) => Err(invalid(NAME, "the path is not UTF-8")),
        };
        Ok(Self(rid))
    }
}

/// The error of a parameter that cannot be decoded.
pub(super) fn invalid(name: &str, message: impl ToString) -> ApiError {
    ApiError::InvalidArgument { field: name.to_owned(), message: message.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::of(&format!("/x?{text}").parse().unwrap())
    }

    #[test]
    fn values_are_decoded_as_clients_encode_them() {
        let query = query("branch=acc%2F8e66+%C3%A9%3F%26%23%252F&preview=true");
        assert_eq!(query.get("branch"), Ok(Some("acc/8e66 é?&#%2F")));
        assert_eq!(query.get("modelRid"), Ok(None));
        assert_eq!(query.require_preview(), Ok(()));
    }

    #[test]
    fn preview_is_asked_for_exactly() {
        for text in [
            "",
            "preview",
            "preview=",
            "preview=True",
            "preview=1",
            "Preview=true",
            "preview=true&preview=true",
            "preview=true&preview=false",
            "preview=true+",
        ] {
            assert!(query(text).require_preview().is_err(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_where_it_is_asked_for() {
        for text in ["branch=%FF", "branch=%zz", "branch=a%", "branch=%4", "branch=%C3x%A9"] {
            assert!(query(text).get("branch").is_err(), "{text}");
            assert_eq!(query(&format!("{text}&modelRid=a")).get("modelRid"), Ok(Some("a")));
        }
    }

    #[test]
    fn a_parameter_is_given_once() {
        assert!(query("a=1&a=1").get("a").is_err());
    }
}
