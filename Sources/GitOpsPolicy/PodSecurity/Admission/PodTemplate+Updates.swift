import GitOpsManifest

extension PodTemplate {
    /// The name of the runtime class; empty without one.
    var runtimeClass: String { text(value(spec, fields.runtimeClassName)) }

    /// Whether an update of a Pod can change what it may do: only images and ephemeral containers can be changed at
    /// all.
    ///
    /// Source: `isSignificantPodUpdate` of pod-security-admission, `admission/admission.go`.
    func isSignificantUpdate(of old: PodTemplate) -> Bool {
        if Self.differ(self, list(fields.containers), old, old.list(fields.containers)) { return true }
        if Self.differ(self, list(fields.initContainers), old, old.list(fields.initContainers)) { return true }
        let known = old.list(fields.ephemeralContainers)
        return list(fields.ephemeralContainers).contains { container in
            let name = bytes(value(container, fields.name))
            let before = known.first { old.bytes(old.value($0, fields.name)).elementsEqual(name) }
            guard let before else { return true }
            return Self.haveOtherImages(self, container, old, before)
        }
    }

    private func list(_ name: Symbol) -> Range<Int> { items(value(spec, name)) }

    private static func differ(_ pod: PodTemplate, _ list: Range<Int>, _ old: PodTemplate, _ before: Range<Int>) -> Bool
    {
        list.count != before.count || zip(list, before).contains { haveOtherImages(pod, $0, old, $1) }
    }

    private static func haveOtherImages(_ pod: PodTemplate, _ container: Int, _ old: PodTemplate, _ before: Int) -> Bool
    {
        !pod.bytes(pod.value(container, pod.fields.image)).elementsEqual(
            old.bytes(old.value(before, old.fields.image)))
    }
}
