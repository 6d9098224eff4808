//! The queues' books: who waits, what is charged, which project pays where.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::cluster::ComputeGroupId;
use crate::deployment::Charge;
use crate::queue::{
    AdmissionOrder, Class, EnrollmentLimits, ProjectQueues, QueueError, QueueId, QueueKind,
    QueueSpec, Standing, Ticket, Waiting,
};
use crate::resources::Resources;
use crate::rid::ProjectRid;

/// Every queue, and which project is charged to which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Queues {
    queues: BTreeMap<QueueId, Queue>,
    projects: BTreeMap<ProjectRid, ProjectQueues>,
    enrollment: EnrollmentLimits,
    /// What the queues of each kind may use together.
    granted: BTreeMap<QueueKind, u128>,
    /// By compute group, the queues in which somebody waits to run there.
    busy: BTreeMap<ComputeGroupId, BTreeSet<QueueId>>,
}

/// One queue's book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) spec: QueueSpec,
    usage: u64,
    waiting: Waiting,
}

impl Queue {
    /// What its admitted replicas are charged together.
    pub(crate) const fn usage(&self) -> u64 {
        self.usage
    }

    /// Whether it could be charged that much more.
    pub(crate) fn affords(&self, amount: u64) -> bool {
        self.usage.checked_add(amount).is_some_and(|usage| usage <= self.spec.limit)
    }

    /// Who waits.
    pub(crate) const fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// Whether one that waits as this, and could be admitted if there were room, holds up those behind
    /// it: under strict order it does, unless it is a surge, since a rollout never blocks a queue.
    pub(crate) fn is_held_up_by(&self, class: &Class) -> bool {
        self.spec.order == AdmissionOrder::StrictFifo
            && class.standing == Standing::Contends
            && !class.surge
    }
}

impl Queues {
    /// Whether a queue may be set so.
    ///
    /// # Errors
    /// It exists with another kind, or the enrollment does not have that much.
    pub(crate) fn check_queue(&self, spec: &QueueSpec) -> Result<(), QueueError> {
        if self.queues.get(&spec.id).is_some_and(|known| known.spec.kind != spec.kind) {
            return Err(QueueError::KindMismatch { queue: spec.id.clone(), kind: spec.kind });
        }
        let present = self.queues.get(&spec.id).map_or(0, |queue| queue.spec.limit);
        let others = self.granted(spec.kind).saturating_sub(present.into());
        check_enrollment(others.saturating_add(spec.limit.into()), &self.enrollment, spec.kind)
    }

    /// Whether the enrollment may be set so.
    ///
    /// # Errors
    /// The queues have been given more.
    pub(crate) fn check_enrollment(&self, limits: &EnrollmentLimits) -> Result<(), QueueError> {
        check_enrollment(self.granted(QueueKind::Vcpu), limits, QueueKind::Vcpu)?;
        check_enrollment(self.granted(QueueKind::Vgpu), limits, QueueKind::Vgpu)
    }

    fn granted(&self, kind: QueueKind) -> u128 {
        self.granted.get(&kind).copied().unwrap_or_default()
    }

    /// Whether a project may be charged to these queues.
    ///
    /// # Errors
    /// A queue is unknown, or of the other kind.
    pub(crate) fn check_project(&self, queues: &ProjectQueues) -> Result<(), QueueError> {
        let vcpu = Some((&queues.vcpu, QueueKind::Vcpu));
        let vgpu = queues.vgpu.as_ref().map(|id| (id, QueueKind::Vgpu));
        for (id, kind) in [vcpu, vgpu].into_iter().flatten() {
            let queue = self.get(id).ok_or_else(|| QueueError::NotFound { queue: id.clone() })?;
            if queue.spec.kind != kind {
                return Err(QueueError::KindMismatch { queue: id.clone(), kind });
            }
        }
        Ok(())
    }

    pub(crate) fn set_queue(&mut self, spec: QueueSpec) {
        let granted = self.granted.entry(spec.kind).or_default();
        *granted = granted.saturating_add(spec.limit.into());
        let id = spec.id.clone();
        if let Some(known) = self.queues.get_mut(&id) {
            *granted = granted.saturating_sub(known.spec.limit.into());
            let groups = core::mem::replace(&mut known.spec, spec).compute_groups;
            leave_groups(&mut self.busy, &groups, &id);
        } else {
            let queue = Queue { usage: 0, waiting: Waiting::default(), spec };
            self.queues.insert(id.clone(), queue);
        }
        self.note_whether_busy(&id);
    }

    pub(crate) const fn set_enrollment(&mut self, limits: EnrollmentLimits) {
        self.enrollment = limits;
    }

    pub(crate) fn set_project(&mut self, project: ProjectRid, queues: ProjectQueues) {
        self.projects.insert(project, queues);
    }

    pub(crate) const fn enrollment(&self) -> &EnrollmentLimits {
        &self.enrollment
    }

    pub(crate) const fn projects(&self) -> &BTreeMap<ProjectRid, ProjectQueues> {
        &self.projects
    }

    pub(crate) fn get(&self, id: &QueueId) -> Option<&Queue> {
        self.queues.get(id)
    }

    /// Every queue, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Queue> {
        self.queues.values()
    }

    /// The queues in which somebody waits to run in a compute group.
    pub(crate) fn busy_in(&self, group: &ComputeGroupId) -> impl Iterator<Item = &QueueId> {
        self.busy.get(group).into_iter().flatten()
    }

    /// What a replica of the project is charged, and to which queue; `None` where the project has
    /// no queue of the kind that it needs.
    pub(crate) fn charge(&self, project: &ProjectRid, resources: &Resources) -> Option<Charge> {
        let queues = self.projects.get(project)?;
        let (queue, kind) = match resources.gpu {
            Some(_) => (queues.vgpu.clone()?, QueueKind::Vgpu),
            None => (queues.vcpu.clone(), QueueKind::Vcpu),
        };
        Some(Charge { queue, amount: kind.amount_of(resources) })
    }

    /// Has a replica wait in a queue, or in another class of it; whether that is a change.
    pub(crate) fn enqueue(&mut self, id: &QueueId, ticket: Ticket, class: Class) -> bool {
        let Some(queue) = self.queues.get_mut(id) else {
            return false;
        };
        let was_idle = queue.waiting.is_empty();
        let has_changed = queue.waiting.set(ticket, class);
        if was_idle {
            self.note_whether_busy(id);
        }
        has_changed
    }

    /// Has a replica wait no more.
    pub(crate) fn withdraw(&mut self, id: &QueueId, ticket: Ticket) {
        let Some(queue) = self.queues.get_mut(id) else {
            return;
        };
        if queue.waiting.remove(ticket) && queue.waiting.is_empty() {
            self.note_whether_busy(id);
        }
    }

    fn note_whether_busy(&mut self, id: &QueueId) {
        let Some(queue) = self.queues.get(id) else {
            return;
        };
        if queue.waiting.is_empty() {
            leave_groups(&mut self.busy, &queue.spec.compute_groups, id);
            return;
        }
        for group in &queue.spec.compute_groups {
            self.busy.entry(group.clone()).or_default().insert(id.clone());
        }
    }

    pub(crate) fn add_charge(&mut self, charge: &Charge) {
        if let Some(queue) = self.queues.get_mut(&charge.queue) {
            queue.usage = queue.usage.saturating_add(charge.amount);
        }
    }

    pub(crate) fn remove_charge(&mut self, charge: &Charge) {
        if let Some(queue) = self.queues.get_mut(&charge.queue) {
            queue.usage = queue.usage.saturating_sub(charge.amount);
        }
    }
}

fn check_enrollment(
    granted: u128,
    enrollment: &EnrollmentLimits,
    kind: QueueKind,
) -> Result<(), QueueError> {
    let sum = u64::try_from(granted).unwrap_or(u64::MAX);
    match enrollment.of(kind) {
        Some(limit) if granted > limit.into() => {
            Err(QueueError::EnrollmentExceeded { kind, sum, limit })
        }
        _ => Ok(()),
    }
}

fn leave_groups(
    busy: &mut BTreeMap<ComputeGroupId, BTreeSet<QueueId>>,
    groups: &BTreeSet<ComputeGroupId>,
    queue: &QueueId,
) {
    for group in groups {
        if let Some(queues) = busy.get_mut(group) {
            queues.remove(queue);
            if queues.is_empty() {
                busy.remove(group);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(id: &str, kind: QueueKind, limit: u64) -> QueueSpec {
        QueueSpec {
            id: id.into(),
            kind,
            limit,
            compute_groups: BTreeSet::new(),
            order: AdmissionOrder::StrictFifo,
        }
    }

    #[test]
    fn queues_of_a_kind_share_the_enrollment() {
        let mut queues = Queues::default();
        queues.set_enrollment(EnrollmentLimits { vcpu: Some(10), vgpu: None });
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        assert_eq!(queues.check_queue(&spec("b", QueueKind::Vcpu, 4)), Ok(()));
        assert_eq!(queues.check_queue(&spec("a", QueueKind::Vcpu, 10)), Ok(()));
        assert_eq!(queues.check_queue(&spec("b", QueueKind::Vgpu, u64::MAX)), Ok(()));
        let refused = queues.check_queue(&spec("b", QueueKind::Vcpu, 5)).unwrap_err();
        assert_eq!(refused.code(), "enrollment_exceeded");
        let lowered = EnrollmentLimits { vcpu: Some(5), vgpu: None };
        assert!(queues.check_enrollment(&lowered).is_err());
    }

    #[test]
    fn a_queue_keeps_its_kind() {
        let mut queues = Queues::default();
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        let refused = queues.check_queue(&spec("a", QueueKind::Vgpu, 6)).unwrap_err();
        assert_eq!(refused.code(), "queue_kind_mismatch");
        let project = ProjectQueues { vcpu: "a".into(), vgpu: Some("a".into()) };
        assert_eq!(queues.check_project(&project).unwrap_err().code(), "queue_kind_mismatch");
        let unknown = ProjectQueues { vcpu: "b".into(), vgpu: None };
        assert_eq!(queues.check_project(&unknown).unwrap_err().code(), "queue_not_found");
    }

    #[test]
    fn a_charge_past_the_limit_is_not_affordable() {
        let mut queues = Queues::default();
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        queues.add_charge(&Charge { queue: "a".into(), amount: 4 });
        let queue = queues.get(&"a".into()).unwrap();
        assert!(queue.affords(2) && !queue.affords(3) && !queue.affords(u64::MAX));
    }
}
