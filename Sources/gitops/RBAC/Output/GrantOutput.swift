import GitOpsGate
import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsRepository

extension Grant {
    /// The grant with its lines, for people.
    func lines(_ authors: LineAuthors) -> [String] {
        [
            "  \(self)", "    rule     \(authors.text(rulePlace))  \(rule)",
            "    subject  \(authors.text(subjectPlace))",
        ]
    }

    /// The grant with its lines, for machines.
    func json(_ authors: LineAuthors) -> JSONValue {
        .object([
            ("subject", .text("\(subject)")), ("binding", .text("\(binding)")), ("role", .text("\(role)")),
            ("namespace", namespace.map(JSONValue.text) ?? .null), ("rule", .text("\(rule)")),
            ("rulePlace", rulePlace.json(authors)), ("subjectPlace", subjectPlace.json(authors)),
        ])
    }
}

extension GrantPlace {
    /// The place and, where it was asked for, who wrote the line.
    func json(_ authors: LineAuthors) -> JSONValue {
        var members: [(String, JSONValue)] = [("path", .text(origin.path))]
        if let position {
            members += [("line", .integer(Int(position.line))), ("column", .integer(Int(position.column)))]
        }
        if let commit = authors.commit(of: origin, position) {
            members += [("commit", .text("\(commit.id)")), ("author", .text(commit.author.name))]
        }
        return .object(members)
    }
}

extension LineAuthors {
    /// The columns of a table that tell who wrote the line of its row.
    var columns: [Table.Column] {
        areShown ? [.init("author", title: "Author"), .init("commit", title: "Commit")] : []
    }

    /// The cells under those columns.
    func cells(_ place: GrantPlace?) -> [Table.Cell] {
        guard areShown else { return [] }
        guard let commit = place.flatMap({ commit(of: $0.origin, $0.position) }) else { return [.empty, .empty] }
        return [.text(commit.author.name), .text(commit.id.abbreviated)]
    }
}
