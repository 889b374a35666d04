import GitOpsManifest

/// One version of a file: its documents by what identifies them.
struct VersionedFile {
    /// What is the same document in several versions.
    enum Key: Hashable, CustomStringConvertible {
        /// A resource, and how many with the same identity stand before it.
        case resource(ResourceID, Int)
        /// A document that is no single resource, by its number among those.
        case other(Int)

        var description: String {
            switch self {
            case .resource(let id, let occurrence): occurrence == 0 ? "\(id)" : "\(id) (\(occurrence + 1))"
            case .other(let number): "document \(number + 1) that is no resource"
            }
        }
    }

    private(set) var keys: [Key] = []
    private(set) var documents: [Key: Document] = [:]

    init(_ source: SourceText) throws(FileMergeError) {
        var occurrences: [ResourceID: Int] = [:]
        var others = 0
        for result in DocumentReader().read(source) {
            let document: Document
            switch result {
            case .success(let read): document = read
            case .failure(let error): throw .unreadable(error)
            }
            let key: Key
            let manifests = Manifest.all(in: document, path: source.name)
            if manifests.count == 1, case .success(let manifest)? = manifests.first,
                manifest.root.index == document.root.index
            {
                // A move to another API group leaves it the same object.
                let id = ResourceID(
                    group: "", kind: manifest.id.kind, namespace: manifest.id.namespace, name: manifest.id.name)
                key = .resource(id, occurrences[id, default: 0])
                occurrences[id, default: 0] += 1
            } else {
                key = .other(others)
                others += 1
            }
            keys.append(key)
            documents[key] = document
        }
    }
}

extension VersionedFile {
    /// Gives documents that were renamed, moved to another namespace or made another kind the names they had in `base`:
    /// where one document of the older version is gone and one of the newer is like it.
    mutating func followRenames(from base: VersionedFile) {
        func parts(_ key: Key) -> (kind: String, namespace: String?, name: String)? {
            guard case .resource(let id, _) = key else { return nil }
            return (id.kind, id.namespace, id.name)
        }
        for isAlike:
            ((kind: String, namespace: String?, name: String), (kind: String, namespace: String?, name: String))
                -> Bool in [
                { $0.kind == $1.kind && $0.name == $1.name },
                { $0.name == $1.name && $0.namespace == $1.namespace },
                { $0.kind == $1.kind },
            ]
        {
            let gone = base.keys.filter { documents[$0] == nil }
            let new = keys.filter { base.documents[$0] == nil }
            for old in gone {
                guard let before = parts(old) else { continue }
                let candidates = new.filter { parts($0).map { isAlike(before, $0) } ?? false }
                guard candidates.count == 1, let key = candidates.first, documents[key] != nil,
                    gone.count(where: { other in
                        parts(other).map { one in parts(key).map { isAlike(one, $0) } ?? false } ?? false
                    }) == 1
                else { continue }
                rename(key, to: old)
            }
        }
    }

    private mutating func rename(_ key: Key, to other: Key) {
        guard let position = keys.firstIndex(of: key), let document = documents.removeValue(forKey: key) else { return }
        keys[position] = other
        documents[other] = document
    }
}

/// Puts the text of a file together from the documents of our version, edited, and others behind them.
struct FileAssembly {
    private let ours: SourceText
    private var bytes: [UInt8] = []
    /// Where the part of our text begins that was not copied yet.
    private var position = 0
    private var added: [Document] = []

    init(_ ours: SourceText) { self.ours = ours }

    private mutating func copy(upTo end: Int) {
        ours.withUnsafeBytes { bytes += $0[min(position, end)..<end] }
        position = max(position, end)
    }

    mutating func append(_ document: Document, inPlaceOf old: Document) {
        copy(upTo: old.sourceRange.lowerBound)
        document.source.withUnsafeBytes { bytes += $0[document.sourceRange] }
        position = old.sourceRange.upperBound
    }

    /// Leaves out a document of ours.
    mutating func skip(_ document: Document) {
        copy(upTo: document.sourceRange.lowerBound)
        position = document.sourceRange.upperBound
    }

    mutating func append(added document: Document) { added.append(document) }

    consuming func finish() -> SourceText {
        copy(upTo: ours.byteCount)
        for document in added {
            if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
            document.source.withUnsafeBytes { text in
                let part = text[document.sourceRange]
                if document.format == .yaml, !bytes.isEmpty, !part.starts(with: "---".utf8) { bytes += "---\n".utf8 }
                bytes += part
            }
        }
        return SourceText(bytes, name: ours.name)
    }
}
