import GitOpsManifest
import GitOpsSchema

/// What policies say about the documents of a simulation: the ledger, and everything that follows from it.
public struct PolicyCheck: Sendable {
    /// The policies that were asked.
    public let policies: PolicySet
    /// The documents, in the order of the simulation's steps.
    public let documents: [DocumentLedger]
    /// The exceptions that were given.
    public let exceptions: PolicyExceptions

    /// Sums of the ledger of validating policies. Complexity: O(entries).
    public var sums: LedgerSums {
        var sums = LedgerSums()
        for document in documents { sums.add(document.entries, policyCount: document.policyCount) }
        if documents.isEmpty { sums.policies = policies.policies.count }
        return sums
    }

    /// Sums of the ledger of mutating policies. Complexity: O(entries).
    public var mutatingSums: LedgerSums {
        var sums = LedgerSums()
        for document in documents {
            sums.add(document.mutation?.entries ?? [], policyCount: policies.mutating.policies.count)
        }
        if documents.isEmpty { sums.policies = policies.mutating.policies.count }
        return sums
    }
}

extension PolicySet {
    /// Asks all policies about all documents of a simulation.
    ///
    /// Work is spread over as many threads as ``AdmissionOptions/threads`` says.
    ///
    /// Complexity: O(documents × policies that name their resource).
    public func check(
        _ simulation: AdmissionSimulation, exceptions: PolicyExceptions = PolicyExceptions()
    ) -> PolicyCheck {
        check(simulation, exceptions: exceptions, reusing: { _ in nil })
    }

    /// The same, where something is known about steps: what an equal step of another simulation gave with these
    /// policies and exceptions and equal namespaces, definitions and parameters.
    package func check(
        _ simulation: AdmissionSimulation, exceptions: PolicyExceptions, reusing known: (Int) -> DocumentLedger?
    ) -> PolicyCheck {
        let params = paramCatalog(for: simulation)
        let steps = simulation.steps
        let count = ParallelWork.threadCount(simulation.options.threads)
        // Where other manifests of the object were added or removed, findings have other fingerprints.
        let reused = steps.indices.map { index in
            known(index).flatMap { $0.step.laterCount == steps[index].laterCount ? $0 : nil }
        }
        let chunks = ParallelWork.chunks(steps.count, parts: count * 4) {
            reused[$0] == nil ? steps[$0].manifest.document.valueCount : 1
        }
        let parts = ParallelWork.map(chunks, threads: count, phase: "policies", isCancelled: { false }) { range in
            var worker = PolicyWorker(self, simulation, params, exceptions)
            return range.map { reused[$0] ?? worker.ledger(of: steps[$0]) }
        }
        return PolicyCheck(policies: self, documents: parts.flatMap { $0 ?? [] }, exceptions: exceptions)
    }

    /// The parameters among the policies and the documents.
    func paramCatalog(for simulation: AdmissionSimulation) -> ParamCatalog {
        let uses = paramUses
        guard !uses.isEmpty else { return ParamCatalog([], in: ManifestSet(), simulation: simulation) }
        let head = simulation.steps.filter { $0.operation != .delete }.map(\.manifest)
        return ParamCatalog(uses, in: ManifestSet(head + manifests.manifests), simulation: simulation)
    }

    /// What bindings may want as parameters.
    var paramUses: Set<ParamCatalog.Use> {
        typealias Reference = ValidatingAdmissionPolicyBinding.ParamRef
        func uses(_ kind: GroupVersionKind?, _ references: [Reference?]) -> [ParamCatalog.Use] {
            guard let kind else { return [] }
            return references.map { ParamCatalog.Use(kind: kind, selector: $0?.selector) }
        }
        let validating = zip(policies, bindings).flatMap { uses($0.paramKind, $1.map(\.paramRef)) }
        let mutating = zip(mutating.policies, mutating.bindings).flatMap { uses($0.paramKind, $1.map(\.paramRef)) }
        return Set(validating + mutating)
    }
}
