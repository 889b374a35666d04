import GitOpsManifest
import GitOpsRBAC

/// The answer to `argocd can-i`.
struct ArgoCDAnswer {
    let request: ArgoCDRequest
    let identity: ArgoCDIdentity
    let decision: ArgoCDDecision
    /// What the answer would be without the lines that Argo CD cannot read.
    let withoutRefusedLines: ArgoCDDecision

    var lines: [String] {
        switch decision.verdict {
        case .allowed(let grant):
            ["yes: \(identity.user) may \(request)", "  \(grant)", "  \(grant.line.place)"]
        case .denied(let lines):
            ["no: \(identity.user) may not \(request)"] + lines.map { "  \($0.place): \($0)" }
        case .unknown(let lines):
            ["unknown: \(request)"] + lines.map { "  \($0.place): \($0) cannot be evaluated" }
        case .refused(let problems):
            ["no: Argo CD cannot read its policy, so that it allows nothing to anybody"] + problems.map { "  \($0)" }
                + ["  without these lines the answer would be:"] + otherwise.lines.map { "    \($0)" }
        }
    }

    /// `allowed` is null where nobody can tell.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("allowed", isAllowed), ("user", .text(identity.user)), ("groups", .texts(identity.groups)),
            ("request", .text("\(request)")),
        ]
        switch decision.verdict {
        case .allowed(let grant):
            members += [
                ("holder", .text("\(grant.holder)")), ("roles", .texts(grant.roles)),
                ("lines", .list([grant.line.json])),
            ]
        case .denied(let lines), .unknown(let lines):
            members += [("holder", .null), ("roles", .list([])), ("lines", .list(lines.map(\.json)))]
        case .refused(let problems):
            members += [
                ("holder", .null), ("roles", .list([])), ("lines", .list([])),
                ("refusals", .texts(problems.map(\.description))), ("withoutRefusedLines", otherwise.json),
            ]
        }
        return .object(members)
    }

    private var otherwise: ArgoCDAnswer {
        ArgoCDAnswer(
            request: request, identity: identity, decision: withoutRefusedLines,
            withoutRefusedLines: withoutRefusedLines)
    }

    private var isAllowed: JSONValue {
        if case .unknown = decision.verdict { return .null }
        return .flag(decision.isAllowed)
    }
}

extension ArgoCDPolicyLine {
    /// The line and where it stands; one that every Argo CD has stands in no file.
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [("line", .text("\(self)")), ("path", .text(place.path))]
        if let position = place.position {
            members += [("lineNumber", .integer(Int(position.line))), ("column", .integer(Int(position.column)))]
        }
        return .object(members)
    }
}
