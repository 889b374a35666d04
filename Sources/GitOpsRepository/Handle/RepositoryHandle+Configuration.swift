import CLibGit2

extension RepositoryHandle {
    /// The remotes with their addresses as they are set, sorted by name.
    var remoteURLs: [(name: String, url: String)] {
        subsections(of: "remote.", with: ".url").map { ($0.name, $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Whether anything is set of a remote of a name.
    func hasRemote(named name: String) -> Bool {
        !values { key in
            guard key.utf8.starts(with: "remote.\(name).".utf8) else { return false }
            // The last part is that of the setting, and has no dot.
            return !key.utf8.dropFirst("remote.\(name).".utf8.count).contains(UInt8(ascii: "."))
        }.isEmpty
    }

    /// Where remotes are pushed to when that is not where they are fetched from.
    var remotePushURLs: [(name: String, url: String)] {
        subsections(of: "remote.", with: ".pushurl").map { ($0.name, $0.value) }
    }

    /// What the beginnings of addresses become in a push (`url.<base>.pushInsteadOf`).
    var pushRules: [(base: String, start: String)] {
        subsections(of: "url.", with: ".pushinsteadof").map { ($0.name, $0.value) }
    }

    /// The values of one name in all subsections of a section, in the order of the configuration.
    private func subsections(of section: String, with name: String) -> [(name: String, value: String)] {
        values { $0.hasPrefix(section) && $0.hasSuffix(name) && $0.utf8.count >= section.utf8.count + name.utf8.count }
            .map { (String($0.name.dropFirst(section.count).dropLast(name.count)), $0.value) }
    }

    /// The values of the configuration whose names are meant, in its order; empty when it cannot be read.
    func values(where isMeant: (String) -> Bool) -> [(name: String, value: String)] {
        var config: OpaquePointer?
        guard git_repository_config_snapshot(&config, pointer) == 0, let config else { return [] }
        defer { git_config_free(config) }
        var iterator: OpaquePointer?
        // Not by regular expression: libgit2 1.5 keeps 20 kB for every entry that does not match.
        guard git_config_iterator_new(&iterator, config) == 0, let iterator else { return [] }
        defer { git_config_iterator_free(iterator) }
        var found: [(name: String, value: String)] = []
        var entry: UnsafeMutablePointer<git_config_entry>?
        while git_config_next(&entry, iterator) == 0 {
            guard let entry = entry?.pointee, let name = entry.name.map({ String(cString: $0) }), isMeant(name) else {
                continue
            }
            found.append((name, entry.value.map { String(cString: $0) } ?? ""))
        }
        return found
    }
}
