import GitOpsManifest
import GitOpsReport

/// What an expression is evaluated over, as read.
struct CELInput {
    /// The variable that stands for the document.
    let name: String
    var variables: [CELVariable] = []
    var subjects: [Subject] = []
    /// What could not be read.
    var problems: [ReportProblem] = []

    /// A document; without a value there is none.
    struct Subject {
        var value: MaskedValue?
        var place: SourcePlace?
        /// `nil` when it is no Kubernetes object.
        var id: ResourceID?
    }

    init(name: String) { self.name = name }

    /// Whether results about a document may tell what is secret.
    func isSecret(_ subject: Subject) -> Bool {
        (variables.map(\.value) + [subject.value].compactMap { $0 }).contains { !$0.copies.isEmpty || $0.isHidden }
    }

    /// Adds the resources of a set.
    mutating func add(_ set: ManifestSet, masking: Bool) {
        for manifest in set.manifests { add(manifest, masking: masking) }
        problems += set.unreadable.map { ReportProblem($0) }
    }

    /// Adds every document of a file, also those that are no resources.
    mutating func add(file path: String, _ options: ReadingOptions, masking: Bool) {
        let source: SourceText
        do throws(DocumentError) {
            source = try SourceText(contentsOf: path, limits: options.limits)
        } catch {
            return problems.append(ReportProblem(message: "\(error)"))
        }
        for result in DocumentReader(options: options).read(source) {
            switch result {
            case .success(let document): add(document, source.name, masking: masking)
            case .failure(let error): problems.append(ReportProblem(message: "\(error)"))
            }
        }
    }

    private mutating func add(_ document: Document, _ path: String, masking: Bool) {
        let manifests = Manifest.all(in: document, path: path).compactMap { try? $0.get() }
        let items = Manifest.all(in: document, path: path).count
        guard manifests.count == items, items > 0 else {
            let root = document.root
            let origin = Origin(path: path, documentIndex: document.index)
            return subjects.append(
                Subject(
                    value: MaskedValue(root, masking: masking), place: SourcePlace(root, origin: origin), id: nil))
        }
        for manifest in manifests { add(manifest, masking: masking) }
    }

    private mutating func add(_ manifest: Manifest, masking: Bool) {
        subjects.append(
            Subject(
                value: MaskedValue(manifest.root, id: manifest.id, masking: masking),
                place: SourcePlace(manifest.root, origin: manifest.origin), id: manifest.id))
    }
}
