import GitOpsManifest
import Synchronization

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
        var builder = SpareBuilder.take()
        write(to: &builder)
        do {
            let document = try builder.finish()
            if document.valueCount <= SpareBuilder.largestDocument { SpareBuilder.keep(builder) }
            return document
        } catch {
            return nil
        }
    }
}

/// A builder whose buffers serve one patch after the other: patches are small, and many are made.
private enum SpareBuilder {
    static let largestDocument = 10_000
    private static let spare = Mutex<DocumentBuilder?>(nil)

    static func take() -> DocumentBuilder {
        if let found = spare.withLockIfAvailable({ $0.take() }), let builder = found { return builder }
        return DocumentBuilder()
    }

    static func keep(_ builder: consuming DocumentBuilder) {
        var builder = Optional(builder)
        spare.withLockIfAvailable { $0 = builder.take() }
    }
}

extension PatchName {
    fileprivate func write(to builder: inout DocumentBuilder) {
        if directive == .none, symbol != .none { return builder.key(symbol) }
        builder.key(UnsafeBufferPointer(directive.prefix), bytes)
    }
}
