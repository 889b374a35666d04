import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsRepository

/// Which resource of a history is meant, as `kubectl` names resources.
struct ResourceQuestion {
    let history: ResourceHistory
    let namespace: String?
    let file: String?
    private let resources: [ResourceID]
    private let names: KindNames

    init(_ history: ResourceHistory, namespace: String?, file: String?) throws(HistoryError) {
        self.history = history
        self.namespace = namespace
        self.file = file
        resources = history.resources
        var definitions: [Manifest] = []
        for id in resources where id.kind == "CustomResourceDefinition" && id.group == "apiextensions.k8s.io" {
            definitions += try history.resource(id)
        }
        names = KindNames(resources, definitions: definitions)
    }

    /// The only resource of a name, also one that is gone; else the command ends.
    ///
    /// - Parameter text: `KIND/NAME`.
    func resource(_ text: String) throws -> ResourceID {
        let (kind, name) = try Self.parts(text)
        let kinds = names.kinds(kind)
        guard !kinds.isEmpty else {
            let nearest = names.nearest(to: kind).map { "; did you mean \($0)/\(name)?" } ?? ""
            throw Self.refusal("no kind is named \(kind)\(nearest)")
        }
        let ofKind = resources.filter { id in
            kinds.contains { $0.group.hasSameBytes(as: id.group) && $0.kind.hasSameBytes(as: id.kind) }
        }
        let named = ofKind.filter { $0.name.hasSameBytes(as: name) }
        var found = named
        if let namespace { found = found.filter { ($0.namespace ?? "").hasSameBytes(as: namespace) } }
        if let file { found = found.filter { stood($0, in: file) } }
        if found.count == 1 { return found[0] }
        // Of several that ever had the name, the one that is there is meant.
        let there = found.filter { (try? history.paths(of: $0).isEmpty) == false }
        if there.count == 1 {
            let gone = found.filter { $0 != there[0] }.prefix(20).map(\.description).joined(separator: ", ")
            Terminal.warn("gitops: \(there[0]) is meant; gone are: \(gone)")
            return there[0]
        }
        guard found.isEmpty else {
            throw Self.refusal(
                "\(text) is the name of \(found.count) resources; choose one with -n, --file or KIND.GROUP:", found,
                places)
        }
        guard named.isEmpty else {
            throw Self.refusal("\(text) is not there\(place); there are:", named, places)
        }
        let nearest = NearestName.of(name, among: ofKind.map(\.name))
        let unread = try HistoryUnread(history)
        unread.warn("whether it has \(text) is not known")
        if !unread.paths.isEmpty || history.gaps.contains(where: { $0.reason == .missingFiles }) {
            try HistoryGaps(gaps: history.gaps, history: history).finish()
            throw Self.refusal(
                "of what can be read, no commit up to \(history.head.abbreviated) has \(text)"
                    + (nearest.map { "; did you mean \(kind)/\($0)?" } ?? ""))
        }
        throw Self.refusal(
            "no commit up to \(history.head.abbreviated) has \(text)"
                + (nearest.map { "; did you mean \(kind)/\($0)?" } ?? "; gitops inspect lists what a folder has"))
    }

    /// The only file of a resource in a commit; else the command ends.
    func file(of id: ResourceID) throws -> String {
        let paths = try history.paths(of: id)
        if let file {
            if paths.contains(where: { $0.hasSameBytes(as: file) }) { return file }
        } else if paths.count == 1 {
            return paths[0]
        }
        if paths.isEmpty {
            throw absence(of: id)
        }
        let listed = paths.joined(separator: ", ")
        throw Self.refusal("\(id) stands in \(paths.count) files; choose one with --file: \(listed)")
    }

    /// Why a resource that the history knows stands in no file of the newest commit.
    private func absence(of id: ResourceID) -> ExitCode {
        let head = history.head.abbreviated
        guard let last = history.entries(of: id).entries.first else { return Self.refusal("\(id) is not in \(head)") }
        guard last.change == .becameUnreadable else {
            if let unread = try? HistoryUnread(history, isAboutDocuments: true), !unread.paths.isEmpty {
                unread.warn("whether it has \(id) is not known")
                return Self.refusal(
                    "of what can be read of \(head), nothing is \(id); until \(last.commit.abbreviated) it stood in "
                        + "\(last.place.path): mend what cannot be read, or give a revision before that commit")
            }
            return Self.refusal(
                "\(id) is not in \(head); it is gone since \(last.commit.abbreviated): give an older revision")
        }
        let path = last.place.path
        let part = HistoryUnread.parts(of: path, in: history).first
        let place = part?.position.map { "\(path):\($0)" } ?? path
        let cause = part.map { ": \($0.text)" } ?? ""
        return Self.refusal(
            "\(place): \(id) stood in this file, which cannot be read since \(last.commit.abbreviated), so that "
                + "whether \(head) has it is not known\(cause); mend the file, or give a revision before that commit")
    }

    private static func parts(_ text: String) throws -> (kind: String, name: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("'\(text)' names no resource; write KIND/NAME, as deployment/web")
        }
        return (parts[0], parts[1])
    }

    private var place: String {
        (namespace.map { " in the namespace '\($0)'" } ?? "") + (file.map { " in \($0)" } ?? "")
    }

    private func stood(_ id: ResourceID, in file: String) -> Bool {
        history.entries(of: id).entries.contains { entry in
            entry.place.path.hasSameBytes(as: file) || entry.previous?.path.hasSameBytes(as: file) ?? false
        }
    }

    private func places(_ id: ResourceID) -> String {
        let paths = (try? history.paths(of: id)) ?? []
        if !paths.isEmpty { return paths.joined(separator: ", ") }
        return history.entries(of: id).entries.first.map { "\($0.place.path), gone" } ?? ""
    }

    private static func refusal(
        _ text: String, _ ids: [ResourceID] = [], _ places: (ResourceID) -> String = { _ in "" }
    ) -> ExitCode {
        Terminal.warn("gitops: \(text)")
        for id in ids.prefix(20) { Terminal.warn("  \(id): \(places(id))") }
        if ids.count > 20 { Terminal.warn("  and \(ids.count - 20) more") }
        return ExitStatus.unreadable
    }
}
