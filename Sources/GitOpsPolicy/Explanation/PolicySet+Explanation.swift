extension PolicySet {
    /// What became of one document and all policies, with the value and the cost of every expression that was
    /// evaluated.
    ///
    /// Expressions that the server does not come to, as those behind a false match condition, are not among them.
    /// Complexity: O(definitions and parameters of the simulation + policies that name the document's resource).
    public func explain(
        _ step: AdmissionSimulation.Step, in simulation: AdmissionSimulation,
        exceptions: PolicyExceptions = PolicyExceptions()
    ) -> DocumentLedger {
        var worker = PolicyWorker(self, simulation, paramCatalog(for: simulation), exceptions)
        worker.keepExpressions()
        return worker.ledger(of: step)
    }
}
