import GitOpsManifest

/// Gathers the evaluations of one binding.
///
/// Those that find nothing are counted together, with what they write to the audit log: thousands of parameters and
/// thousands of objects would else leave millions of entries that all say the same.
struct EvaluationTally {
    private(set) var evaluations: [LedgerEntry.Evaluation] = []
    /// Places of evaluations that found nothing, one for each match condition that was false and one for none.
    private var quiet: [Int] = []
    private var annotations: [Int: Set<AuditAnnotationValue>] = [:]

    mutating func add(_ evaluation: LedgerEntry.Evaluation) {
        guard evaluation.decisions.isEmpty, evaluation.expressions.isEmpty else {
            return evaluations.append(evaluation)
        }
        guard let place = place(evaluation.unmetCondition) else {
            quiet.append(evaluations.count)
            return evaluations.append(evaluation)
        }
        evaluations[place].count += evaluation.count
        for annotation in evaluation.annotations { add(annotation, at: place) }
    }

    /// Counts an evaluation that found nothing and has nothing to tell; `false` when there is none yet to count it
    /// with.
    mutating func addPassing() -> Bool {
        guard let place = place(nil) else { return false }
        evaluations[place].count += 1
        return true
    }

    private func place(_ unmetCondition: String?) -> Int? {
        quiet.first { place in
            switch (evaluations[place].unmetCondition, unmetCondition) {
            case (nil, nil): true
            case (let known?, let other?): known.hasSameBytes(as: other)
            default: false
            }
        }
    }

    private mutating func add(_ annotation: AuditAnnotationValue, at place: Int) {
        if annotations[place] == nil { annotations[place] = Set(evaluations[place].annotations) }
        let isNew = annotations[place]?.insert(annotation).inserted == true
        if isNew { evaluations[place].annotations.append(annotation) }
    }
}
