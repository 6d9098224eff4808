//! Resource identifiers: `ri.<service>.<instance>.<type>.<locator>`.

pub(super) fn is_rid(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(5, '.').collect();
    let &[scheme, service, instance, kind, locator] = &*parts else {
        return false;
    };
    let is_plain =
        |part: &str| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let is_name = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase()) && is_plain(part);
    let is_of_locators = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    scheme == "ri"
        && is_name(service)
        && !instance.starts_with('-')
        && is_plain(instance)
        && is_name(kind)
        && !locator.is_empty()
        && locator.chars().all(is_of_locators)
}
