import GitOpsManifest

/// What a change of the objects by which Argo CD and Flux deploy does to what they deploy.
///
/// Such a change weighs as much as a change of everything that is deployed by it, which nobody sees in it.
struct SourceComparison {
    private let before: Delivery
    private let after: Delivery
    private(set) var findings: [RiskFinding] = []

    /// `nil` for objects of kinds that deploy nothing.
    init?(_ key: String, _ states: RiskStates) {
        guard let old = states.before, let new = states.after, let before = Delivery(key, old),
            let after = Delivery(key, new)
        else { return nil }
        (self.before, self.after) = (before, after)
        for (index, source) in after.sources.enumerated() { compare(source, index) }
        for (index, old) in before.sources.enumerated() where !after.sources.contains(where: old.isSameRepository) {
            // Another one in its place is told already.
            guard index >= after.sources.count else { continue }
            add(.source, old.address, "one repository less is deployed from")
        }
        for (old, new) in zip(before.settings, after.settings) where old.field.value != new.field.value {
            if new.field.value == nil, let reason = old.loosenedWhenRemoved {
                add(.sourceLoosened, new.field, reason)
            } else {
                add(.source, new.field, new.reason)
            }
        }
    }

    private mutating func add(_ risk: ChangeRisk, _ field: DeliverySource.Field, _ reason: String) {
        findings.append(RiskFinding(risk: risk, path: field.path, reason: reason, source: after.documentation))
    }

    private mutating func compare(_ source: DeliverySource, _ index: Int) {
        guard let old = counterpart(of: source, index) else {
            let isOtherChart = before.sources.contains { $0.identity == source.identity }
            if isOtherChart, let chart = source.chart {
                add(.sourceLoosened, chart, "what is deployed is something else of the same repository")
            } else {
                add(.sourceLoosened, source.address, "what is deployed comes from another repository")
            }
            return
        }
        if source.isUnprotected, !old.isUnprotected {
            let field = source.trustingFields.first { $0.value?.bool == true } ?? source.address
            add(.sourceLoosened, field, "what is deployed is fetched without protection on the way")
        } else if !source.address.text.hasSameBytes(as: old.address.text) {
            add(.source, source.address, "the repository has another address")
        }
        compareRevisions(old, source)
        for (part, former) in zip(source.parts, old.parts) where !part.isSamePart(as: former) {
            add(.source, part, "other files of the repository are deployed")
        }
        compareVerification(old, source)
    }

    /// The older form of a source: at the same place, else with the same parts, else any of the same repository.
    private func counterpart(of source: DeliverySource, _ index: Int) -> DeliverySource? {
        let same = before.sources.filter(source.isSameRepository)
        if before.sources.indices.contains(index), source.isSameRepository(as: before.sources[index]) {
            return before.sources[index]
        }
        return same.first { old in zip(old.parts, source.parts).allSatisfy { $0.isSamePart(as: $1) } } ?? same.first
    }

    private mutating func compareRevisions(_ old: DeliverySource, _ new: DeliverySource) {
        guard let revision = new.revision, let former = old.revision else { return }
        if case .fixed = former.stability, case .moving = revision.stability {
            add(
                .sourceLoosened, revision.field,
                "a fixed revision becomes a branch or range: whoever writes to the repository changes what is deployed")
        } else if revision.field.value != former.field.value {
            add(.source, revision.field, "another revision of the repository is deployed")
        }
    }

    private mutating func compareVerification(_ old: DeliverySource, _ new: DeliverySource) {
        guard let verification = new.verification, let former = old.verification, former.value != verification.value,
            let before = former.value
        else { return }
        guard let after = verification.value else {
            add(.sourceLoosened, verification, "signatures are no longer verified")
            return
        }
        if Self.verifiesLess(before, after) {
            add(.sourceLoosened, verification, "signatures of more people, or fewer signatures, are enough")
        } else {
            add(.source, verification, "signatures are verified in another way")
        }
    }

    /// Fewer objects are verified, or keyless signatures of more identities, of which none stands for everybody.
    private static func verifiesLess(_ old: Node, _ new: Node) -> Bool {
        if old["mode"]?.string == "TagAndHEAD", new["mode"]?.string != "TagAndHEAD" { return true }
        let before = old["matchOIDCIdentity"]?.elements.map { $0 } ?? []
        let after = new["matchOIDCIdentity"]?.elements.map { $0 } ?? []
        if before.isEmpty { return false }
        return after.isEmpty && new["secretRef"] == nil || after.contains { !before.contains($0) }
    }
}

extension DeliverySource.Field {
    /// Whether two fields name the same folder or have the same value: `./apps/` is `apps`.
    fileprivate func isSamePart(as other: DeliverySource.Field) -> Bool {
        value == other.value
            || Self.folder(text).hasSameBytes(as: Self.folder(other.text)) && isScalar && other.isScalar
    }

    private var isScalar: Bool { value.map { $0.kind != .object && $0.kind != .array } ?? true }

    private static func folder(_ text: String) -> String {
        text.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}

extension Delivery {
    /// By kind and group; `nil` for kinds that deploy nothing.
    init?(_ key: String, _ root: Node) {
        let specification = DeliverySource.Field(FieldPath([.field("spec")]), root["spec"])
        let namespace = root["metadata"]?["namespace"]?.string ?? ""
        switch key {
        case "Application.argoproj.io": self = .application(specification)
        case "ApplicationSet.argoproj.io": self = .applicationSet(specification)
        case "GitRepository.source.toolkit.fluxcd.io": self = .gitRepository(specification)
        case "OCIRepository.source.toolkit.fluxcd.io": self = .ociRepository(specification)
        case "HelmRepository.source.toolkit.fluxcd.io": self = .helmRepository(specification)
        case "Bucket.source.toolkit.fluxcd.io": self = .bucket(specification)
        case "HelmChart.source.toolkit.fluxcd.io": self = .helmChart(specification, namespace: namespace)
        case "Kustomization.kustomize.toolkit.fluxcd.io":
            self = .kustomization(specification, namespace: namespace)
        case "HelmRelease.helm.toolkit.fluxcd.io": self = .helmRelease(specification, namespace: namespace)
        default: return nil
        }
    }
}
