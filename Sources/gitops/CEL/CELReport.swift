import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// What `gitops cel` prints.
struct CELReport {
    let outcomes: [CELOutcome]
    let showsCost: Bool

    // MARK: Text

    var lines: [String] { outcomes.flatMap(lines) }

    private func lines(_ outcome: CELOutcome) -> [String] {
        var head = ""
        if let place = outcome.subject.place { head += "\(place): " }
        if let id = outcome.subject.id { head += "\(id): " }
        switch outcome.result {
        case .value(let value): head += Self.text(value)
        case .failed(let message, let line, let column, let suggestion):
            head += "error"
            if let line, let column { head += " at \(line):\(column)" }
            head += ": \(message)" + (suggestion.map { " (\($0))" } ?? "")
        }
        if showsCost { head += "  cost \(outcome.cost)" }
        return [head]
            + outcome.decisive.map { decisive in
                let path = decisive.path.isEmpty ? "" : "  \(decisive.path)"
                return "  looks at \(decisive.place)\(path)"
                    + (decisive.missingName.map { ", which has no \($0)" } ?? "")
            }
    }

    /// A text as it is, anything else as JSON.
    private static func text(_ value: CELValue) -> String {
        if case .string(let text) = value { return text }
        if case .optional(nil) = value { return "optional.none()" }
        var builder = DocumentBuilder()
        builder.append(value)
        guard let document = try? builder.finish() else { return "(nested too deeply)" }
        return JSONWriter().string(document.root)
    }

    // MARK: JSON and YAML

    /// One object a line.
    func json() throws(DocumentBuilderError) -> String {
        var text = ""
        for outcome in outcomes {
            text += PrintableText.escapedInJSON(JSONWriter().string(try document(outcome).root)) + "\n"
        }
        return text
    }

    /// One document for each.
    func yaml() throws(DocumentBuilderError) -> String {
        var roots: [Node] = []
        for outcome in outcomes { roots.append(try document(outcome).root) }
        return YAMLWriter().string(stream: roots)
    }

    private func document(_ outcome: CELOutcome) throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        builder.beginObject()
        if let place = outcome.subject.place { builder.append(place) }
        if let id = outcome.subject.id {
            builder.member("group", id.group)
            builder.member("kind", id.kind)
            if let namespace = id.namespace { builder.member("namespace", namespace) }
            builder.member("name", id.name)
        }
        switch outcome.result {
        case .value(let value):
            builder.key("value")
            builder.append(value)
        case .failed(let message, let line, let column, let suggestion):
            builder.key("error")
            builder.beginObject()
            builder.member("message", message)
            if let line { builder.member("line", line) }
            if let column { builder.member("column", column) }
            if let suggestion { builder.member("suggestion", suggestion) }
            builder.end()
        }
        if showsCost {
            builder.key("cost")
            builder.append(outcome.cost)
        }
        if !outcome.decisive.isEmpty {
            builder.key("decisive")
            builder.beginArray()
            for decisive in outcome.decisive {
                builder.beginObject()
                builder.append(decisive.place)
                if !decisive.path.isEmpty { builder.member("path", decisive.path) }
                if let name = decisive.missingName { builder.member("missing", name) }
                builder.end()
            }
            builder.end()
        }
        builder.end()
        return try builder.finish()
    }
}

extension DocumentBuilder {
    fileprivate mutating func member(_ name: String, _ text: String) {
        key(name)
        append(text)
    }

    fileprivate mutating func member(_ name: String, _ number: Int) {
        key(name)
        append(Int64(number))
    }

    fileprivate mutating func append(_ place: SourcePlace) {
        member("file", place.origin.path)
        guard let position = place.position else { return }
        member("line", position.line)
        member("column", position.column)
    }
}
