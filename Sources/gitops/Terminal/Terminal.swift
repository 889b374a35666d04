import ArgumentParser
import GitOpsManifest

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// When text is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    /// `auto` colours a terminal, unless `NO_COLOR` is set and not empty (no-color.org).
    var isOn: Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: Terminal.isOutputTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
        }
    }
}

/// Standard output and standard error.
enum Terminal {
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1

    /// Writes to standard output, as it is; ends the program when that cannot be done, so that no report is lost
    /// silently.
    static func write(_ text: String) {
        guard !write(text, to: STDOUT_FILENO) else { return }
        let reason = String(cString: strerror(errno))
        warn("gitops: standard output cannot be written: \(reason)")
        exit(ExitStatus.unwritable.rawValue)
    }

    /// Whether something stands at a path; links are followed.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// A variable of the environment; `nil` when it is not set, or empty.
    static func environment(_ name: String) -> String? {
        getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
    }

    /// Whether a path is a folder; links are followed.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Writes a line to standard error.
    ///
    /// Names come from the input: control characters and what a runner takes for commands are escaped, and what no person
    /// reads is cut off.
    static func warn(_ text: String) {
        write(PrintableText.withoutCommands(PrintableText.escaped(shortened(text))) + "\n", to: STDERR_FILENO)
    }

    /// The beginning of a line, marked where it is cut off: a name may have megabytes and stand in every line.
    static func shortened(_ line: String, to length: Int = 10_000) -> String {
        let scalars = line.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex),
            end != scalars.endIndex
        else { return line }
        return String(String.UnicodeScalarView(scalars[..<end])) + "…"
    }

    /// Whether all of a text could be written.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, start, rest.count)
                #elseif canImport(Musl)
                    let count = Musl.write(descriptor, start, rest.count)
                #else
                    let count = Darwin.write(descriptor, start, rest.count)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}
