import GitOpsManifest

/// A JSON value to be printed.
indirect enum JSONValue {
    case text(String)
    case flag(Bool)
    case integer(Int)
    case list([JSONValue])
    case object([(String, JSONValue)])
    case null

    /// The value as text of several lines, members in the order given.
    func text() throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        append(to: &builder)
        return JSONWriter(indentation: 2).string(try builder.finish().root) + "\n"
    }

    private func append(to builder: inout DocumentBuilder) {
        switch self {
        case .text(let text): builder.append(text)
        case .flag(let flag): builder.append(flag)
        case .integer(let number): builder.append(Int64(number))
        case .null: builder.appendNull()
        case .list(let values):
            builder.beginArray()
            for value in values { value.append(to: &builder) }
            builder.end()
        case .object(let members):
            builder.beginObject()
            for (name, value) in members {
                builder.key(name)
                value.append(to: &builder)
            }
            builder.end()
        }
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .list(texts.map(JSONValue.text)) }
}
