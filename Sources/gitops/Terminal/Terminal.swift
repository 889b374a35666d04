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

    /// `auto` colours a terminal, unless `NO_COLOR` is set (no-color.org).
    var isOn: Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: Terminal.isOutputTerminal && getenv("NO_COLOR") == nil
        }
    }
}

/// Standard output and standard error.
enum Terminal {
    static let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    static let isErrorTerminal = isatty(STDERR_FILENO) == 1

    /// Writes to standard output, as it is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line to standard error.
    ///
    /// Names come from the input: control characters are escaped.
    static func warn(_ text: String) { write(PrintableText.escaped(text) + "\n", to: STDERR_FILENO) }

    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
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
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
