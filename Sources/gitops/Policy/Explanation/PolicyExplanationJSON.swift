import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// What became of one document and some policies, for programs.
struct PolicyExplanationJSON {
    let explanation: PolicyExplanation

    fileprivate typealias Members = [(String, JSONValue)]

    /// One object.
    var value: JSONValue {
        let ledger = explanation.ledger
        let manifest = ledger.step.manifest
        return .object(
            [("operation", .text(ledger.step.operation.rawValue))] + Self.members(manifest)
                + [
                    ("assumptions", .texts(ledger.assumptions.map { "\($0)" })),
                    ("refused", .flag(explanation.isBad)),
                    ("mutatingPolicies", MutationExplanationJSON(explanation: explanation.mutations).value),
                    ("policies", .list(explanation.chosen.map(policy))),
                ])
    }

    // MARK: Policies and bindings

    private func policy(_ index: Int) -> JSONValue {
        let policy = explanation.policies.policies[index]
        let members: Members = [("name", .text(policy.name))] + Self.place(PolicyExplanation.place(policy.manifest))
        switch explanation.ledger.entry(of: index).outcome {
        case .unmatched(let miss): return .object(members + outcome("notMatched", "\(miss)"))
        case .unbound: return .object(members + outcome("unbound", "nothing binds the policy"))
        case .undecided(let reason): return .object(members + outcome("unknown", reason))
        case .unknown(let issues):
            return .object(
                members + outcome("unknown", "the policy cannot be evaluated")
                    + [("issues", .texts(issues.map { "\($0)" }))])
        case .matched(let entries):
            let bindings = entries.map { binding($0, explanation.policies.bindings[index][$0.binding]) }
            return .object(members + outcome("matched", nil) + [("bindings", .list(bindings))])
        }
    }

    private func binding(
        _ entry: LedgerEntry.BindingEntry, _ binding: ValidatingAdmissionPolicyBinding
    ) -> JSONValue {
        let members: Members =
            [("name", .text(binding.name)), ("actions", .texts(binding.actions.map(\.rawValue)))]
            + Self.place(PolicyExplanation.place(binding.manifest))
        switch entry.outcome {
        case .unmatched(let miss): return .object(members + outcome("notMatched", "\(miss)"))
        case .withoutParams: return .object(members + outcome("withoutParams", nil))
        case .misconfigured(let decision):
            return .object(members + outcome("misconfigured", explanation.shown(decision.message)))
        case .unknown(let reason): return .object(members + outcome("unknown", reason))
        case .evaluated(let evaluations):
            return .object(
                members + outcome("evaluated", nil) + [("evaluations", .list(evaluations.map(evaluation)))])
        }
    }

    private func outcome(_ word: String, _ reason: String?) -> Members {
        [("outcome", .text(word))] + (reason.map { [("reason", .text($0))] } ?? [])
    }

    // MARK: Evaluations

    private func evaluation(_ evaluation: LedgerEntry.Evaluation) -> JSONValue {
        var members: Members = []
        if let param = evaluation.param { members.append(("param", .object(Self.members(param)))) }
        members.append(("expressions", .list(evaluation.expressions.map(expression))))
        if let condition = evaluation.unmetCondition { members.append(("unmetCondition", .text(condition))) }
        members.append(("decisions", .list(evaluation.decisions.map(decision))))
        let annotations = evaluation.annotations.map { ($0.key, JSONValue.text(explanation.shown($0.value))) }
        if !annotations.isEmpty { members.append(("auditAnnotations", .object(annotations))) }
        return .object(members)
    }

    private func expression(_ expression: EvaluatedExpression) -> JSONValue {
        let value: (String, JSONValue) =
            switch expression.value {
            case .boolean(let value): ("value", .flag(value))
            case .null: ("value", .null)
            case .text(let text): ("value", .text(explanation.shown(text)))
            case .failed(let message): ("error", .text(explanation.shown(message)))
            case .unsupported: ("error", .text("\(expression.value)"))
            }
        return .object([
            ("path", .text("\(expression.path)")), ("expression", .text(expression.text)), value,
            ("cost", .integer(Int(clamping: expression.cost))),
            ("looksAt", .list(expression.decisive.map { .object(Self.place($0)) })),
        ])
    }

    private func decision(_ decision: PolicyDecision) -> JSONValue {
        var members: Members = [
            ("decision", .text(explanation.word(decision))), ("message", .text(explanation.shown(decision.message))),
        ]
        if let validation = decision.validation { members.append(("validation", .integer(validation))) }
        if let exception = decision.exception {
            members.append(
                (
                    "exception",
                    .object([("name", .text(exception.name)), ("expires", .text("\(exception.expires)"))])
                ))
        }
        return .object(members)
    }

    // MARK: Objects and places

    static func members(_ manifest: Manifest) -> [(String, JSONValue)] {
        let id = manifest.id
        return [
            ("group", .text(id.group)), ("kind", .text(id.kind)),
            ("namespace", id.namespace.map(JSONValue.text) ?? .null), ("name", .text(id.name)),
        ] + Self.place(PolicyExplanation.place(manifest))
    }

    static func place(_ place: SourcePlace) -> [(String, JSONValue)] {
        var members: Members = [("file", .text(place.origin.path))]
        if let revision = place.origin.revision { members.append(("revision", .text(revision))) }
        if let position = place.position {
            members += [("line", .integer(Int(position.line))), ("column", .integer(Int(position.column)))]
        }
        return members
    }
}
