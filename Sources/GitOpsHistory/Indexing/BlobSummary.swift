import GitOpsManifest
import GitOpsRepository

/// What the documents of a blob are, without the documents.
struct BlobSummary: Sendable {
    var items: [Item] = []
    /// Whether the blob was left out of the clone.
    var isMissing = false

    struct Item: Sendable {
        let subject: Kind
        let document: Int32
        let item: Int32
        let content: ObjectID
        /// Keyed hash of the text, comments included: tells a change of the spelling from none within one process.
        let text: UInt64
    }

    enum Kind: Sendable {
        case resource(ResourceID)
        case other, unreadable
    }

    /// A blob of which nothing can be told.
    static func unreadable(_ id: ObjectID, isMissing: Bool = false) -> BlobSummary {
        BlobSummary(
            items: [Item(subject: .unreadable, document: 0, item: -1, content: id, text: 0)], isMissing: isMissing)
    }
}

/// Reads blobs for the index.
struct BlobReader: Sendable {
    let documents: DocumentReader

    func summary(of id: ObjectID, _ content: Result<UnsafeRawBufferPointer, GitError>) -> BlobSummary {
        switch content {
        case .success(let bytes): return summary(of: id, bytes)
        case .failure(let error): return .unreadable(id, isMissing: Self.isMissing(error))
        }
    }

    /// Whether it may be there another time; a limit is one of the options that an index is made for.
    private static func isMissing(_ error: GitError) -> Bool {
        switch error.problem {
        case .limitExceeded, .wrongType, .largeFileBehindExtension: false
        default: true
        }
    }

    private func summary(of id: ObjectID, _ bytes: UnsafeRawBufferPointer) -> BlobSummary {
        // What is in a pointer's place was read before; a pointer that is still here stands for nothing.
        if LFSPointer(bytes) != nil { return .unreadable(id) }
        let source = SourceText(copying: bytes, name: "")
        let results = documents.read(source)
        var summary = BlobSummary()
        summary.items.reserveCapacity(results.count)
        var canonical = CanonicalForm()
        let texts = DocumentTexts(results, source: source)
        for (position, result) in results.enumerated() {
            switch result {
            case .failure:
                summary.items.append(
                    BlobSummary.Item(
                        subject: .unreadable, document: Int32(truncatingIfNeeded: position), item: -1, content: id,
                        text: 0))
            case .success(let document):
                for manifest in Manifest.all(in: document, path: "") {
                    summary.items.append(
                        item(manifest, document, id, text: texts.hash(position, manifest), &canonical))
                }
            }
        }
        return summary
    }

    private func item(
        _ manifest: Result<Manifest, ManifestError>, _ document: Document, _ blob: ObjectID, text: UInt64,
        _ canonical: inout CanonicalForm
    ) -> BlobSummary.Item {
        let origin: Origin
        let subject: BlobSummary.Kind
        let content: ObjectID
        switch manifest {
        case .success(let manifest):
            origin = manifest.origin
            subject = .resource(manifest.id)
            content = canonical.name(of: manifest.root)
        case .failure(let failure):
            origin = failure.origin
            if case .notAResource = failure.problem {
                subject = .other
                content = canonical.name(of: document.root)
            } else {
                subject = .unreadable
                content = blob
            }
        }
        return BlobSummary.Item(
            subject: subject, document: Int32(truncatingIfNeeded: origin.documentIndex),
            item: Int32(truncatingIfNeeded: origin.itemIndex ?? -1), content: content, text: text)
    }
}

/// The texts of the documents of a file: each ends where the next begins, so that no comment belongs to none.
private struct DocumentTexts {
    private let source: SourceText
    private let starts: [Int?]

    init(_ results: [Result<Document, DocumentError>], source: SourceText) {
        self.source = source
        starts = results.enumerated().map { position, result in
            if position == 0 { return 0 }
            guard case .success(let document) = result else { return nil }
            return document.sourceRange.lowerBound
        }
    }

    func hash(_ position: Int, _ manifest: Result<Manifest, ManifestError>) -> UInt64 {
        if case .success(let manifest) = manifest, manifest.origin.itemIndex != nil {
            return hash(manifest.root.sourceRange ?? 0..<0)
        }
        let start = starts[position] ?? 0
        let end = starts[(position + 1)...].lazy.compactMap { $0 }.first ?? source.byteCount
        return hash(start..<max(start, end))
    }

    private func hash(_ range: Range<Int>) -> UInt64 {
        source.withUnsafeBytes { bytes in
            let range = range.clamped(to: 0..<bytes.count)
            guard let base = bytes.baseAddress else { return 0 }
            return ContentHash.bytes((base + range.lowerBound).assumingMemoryBound(to: UInt8.self), range.count)
        }
    }
}
