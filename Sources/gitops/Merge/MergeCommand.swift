import ArgumentParser
import GitOpsDiff
import GitOpsManifest

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `gitops merge`: two versions of a file of manifests that come from one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merge two versions of a file of manifests that come from one, by what they mean.",
        discussion: """
            Objects are merged by member, lists by the keys that Kubernetes gives them, texts of several lines by line. \
            Our file is kept byte for byte, but for what the other side changed. What both changed in different ways is a \
            conflict: it is listed with the places in all versions, and our value stays unless --favor says otherwise.

            As a merge driver of Git:
              git config merge.manifests.driver 'gitops merge %O %A %B --in-place --name %P'
              echo '*.yaml merge=manifests' >> .gitattributes

            Exit status: 0 merged, 1 conflicts, 2 a version cannot be read or written, 64 wrong usage.
            """)

    enum Side: String, ExpressibleByArgument, CaseIterable {
        case ours, theirs
    }

    @Argument(help: ArgumentHelp("The version both come from.", valueName: "base"))
    var base: String

    @Argument(help: ArgumentHelp("Our version.", valueName: "ours"))
    var ours: String

    @Argument(help: ArgumentHelp("The other version.", valueName: "theirs"))
    var theirs: String

    @Flag(help: "Write the result over our version instead of printing it.")
    var inPlace = false

    @Option(help: "Whose value stands where there is a conflict.")
    var favor = Side.ours

    @Option(help: ArgumentHelp("What messages call the file.", valueName: "path"))
    var name: String?

    func validate() throws {
        guard [base, ours, theirs].count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("only one version can be standard input")
        }
        if inPlace, ours == "-" { throw ValidationError("--in-place needs a file for our version") }
    }

    func run() throws {
        let result: FileMerge
        do {
            result = try GitMerge().merge(
                base: SourceText(contentsOf: base), ours: SourceText(contentsOf: ours),
                theirs: SourceText(contentsOf: theirs), favoring: favor == .ours ? .ours : .theirs)
        } catch {
            Terminal.warn("gitops: \(name.map { "\($0): " } ?? "")\(error)")
            throw ExitStatus.unreadable
        }
        let text = result.source[0..<result.source.byteCount]
        if inPlace { try write(text) } else { Terminal.write(text) }
        for place in result.rewritten {
            Terminal.warn("\(name ?? ours): \(place): written anew, its comments are gone")
        }
        for conflict in result.conflicts { Terminal.warn("\(name ?? ours): conflict: \(conflict)") }
        if !result.conflicts.isEmpty { throw ExitStatus.changes }
    }

    /// Beside the file first: a result is there whole or not at all.
    private func write(_ text: String) throws {
        let temporary = "\(ours).gitops-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode())
        let isWritten = descriptor >= 0 && Terminal.write(text, to: descriptor) && close(descriptor) == 0
        guard isWritten, rename(temporary, ours) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            Terminal.warn("gitops: \(ours): cannot be written: \(reason)")
            throw ExitStatus.unreadable
        }
    }

    private func mode() -> mode_t {
        var status = stat()
        return stat(ours, &status) == 0 ? status.st_mode & 0o777 : 0o644
    }
}
