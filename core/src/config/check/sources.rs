//! The sources that a replica may read.

use alloc::vec::Vec;

use super::Checker;
use crate::config::diagnostic::Problem;
use crate::config::raw::first_elements;
use crate::document::{Kind, Value};
use crate::rid::SourceRid;

impl Checker<'_> {
    /// The sources in the client's order, each once: of repeated ones the first counts.
    pub(super) fn sources(&mut self, value: Value<'_>) -> Option<Vec<SourceRid>> {
        let value = self.of_kind(value, Kind::Array)?;
        let firsts = first_elements(value);
        let mut sources = Vec::with_capacity(firsts.len());
        for (index, element) in value.elements().enumerate() {
            self.at(index, |checker| {
                let source = checker.source_rid(element)?;
                let first = firsts.binary_search_by(|it| (*it.key).cmp(source.as_str())).ok()?;
                if firsts.get(first)?.value.place() == element.place() {
                    checker.source_permitted(&source);
                    sources.push(source);
                } else {
                    checker.report(Problem::RepeatedSource { source_rid: source });
                }
                Some(())
            });
        }
        Some(sources)
    }

    fn source_rid(&mut self, value: Value<'_>) -> Option<SourceRid> {
        let text = self.text(value)?;
        self.rid(&text, SourceRid::new)
    }

    fn source_permitted(&mut self, source: &SourceRid) {
        let Some(known) = &self.limits.sources else {
            return;
        };
        let source_rid = source.clone();
        let Some(source) = known.imported.get(source) else {
            let project_rid = known.project_rid.clone();
            return self.report(Problem::SourceNotImported { source_rid, project_rid });
        };
        if !source.enabled_for_compute_modules {
            let source_rid = source_rid.clone();
            self.report(Problem::SourceNotEnabled { source_rid });
        }
        if let Some(resource_rid) = source.unexportable_resource_rid.clone() {
            self.report(Problem::SourceCannotExportMarkings { source_rid, resource_rid });
        }
    }
}
