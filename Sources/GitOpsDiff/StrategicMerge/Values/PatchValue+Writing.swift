import GitOpsManifest

extension PatchValue {
    func write(to builder: inout DocumentBuilder) {
        switch self {
        case .null: builder.appendNull()
        case .ref(let ref): builder.append(ref.node)
        case .delete: builder.append("delete")
        case .name(let name): builder.append(string: name.bytes)
        case .only(let ref):
            builder.beginObject()
            ref.name.write(to: &builder)
            builder.append(ref.node)
            builder.end()
        case .object(let members):
            builder.beginObject()
            for member in members {
                member.name.write(to: &builder)
                member.value.write(to: &builder)
            }
            builder.end()
        case .list(let elements):
            builder.beginArray()
            for element in elements { element.write(to: &builder) }
            builder.end()
        }
    }

    /// The value as a document; `nil` when it is nested deeper than documents may be.
    func document() -> Document? {
        var builder = DocumentBuilder()
        write(to: &builder)
        return try? builder.finish()
    }
}

extension PatchName {
    fileprivate func write(to builder: inout DocumentBuilder) {
        builder.key(UnsafeBufferPointer(directive.prefix), bytes)
    }
}
