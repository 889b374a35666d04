import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server of repositories over HTTP on the loopback, for tests: hands each request to `git http-backend`.
final class GitHTTPServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let root: String
    private let authorization: String?
    private let redirect: String?
    private let stall: StalledAnswer?
    private let special: @Sendable (_ path: String, _ body: Data) -> Data?
    private let cutOff: String?
    private let seen = Mutex<[String]>([])

    /// The values of the header `Authorization` that were sent.
    var authorizations: [String] { seen.withLock { $0 } }

    /// Serves the repositories below a folder.
    ///
    /// - Parameters:
    ///   - root: the folder.
    ///   - authorization: what the header `Authorization` must be.
    ///   - redirect: where every request is sent instead.
    ///   - stall: what the first long answer waits for in its middle.
    ///   - cutOff: the path of a special answer of which the second half is never sent.
    ///   - special: the content of answers that git does not give.
    init(
        root: String, authorization: String? = nil, redirect: String? = nil, stall: StalledAnswer? = nil,
        cutOff: String? = nil,
        special: @escaping @Sendable (_ path: String, _ body: Data) -> Data? = { _, _ in nil }
    ) throws {
        self.root = root
        self.authorization = authorization
        self.redirect = redirect
        self.stall = stall
        self.cutOff = cutOff
        self.special = special
        #if canImport(Glibc)
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                _ = bind(socket, general, length)
                _ = getsockname(socket, general, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        guard port != 0, listen(listener, 32) == 0 else { throw CocoaError(.fileReadUnknown) }
        Thread.detachNewThread { [self] in
            while case let connection = accept(socket, nil, nil), connection >= 0 {
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    func stop() { _ = shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        let handle = FileHandle(fileDescriptor: connection, closeOnDealloc: true)
        var buffer = Data()
        let blank = Data("\r\n\r\n".utf8)
        while buffer.range(of: blank) == nil {
            let data = handle.availableData
            if data.isEmpty { return }
            buffer.append(data)
        }
        guard let end = buffer.range(of: blank) else { return }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var body = Data(buffer[end.upperBound...])
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        if headers["expect"] != nil { handle.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        if headers["transfer-encoding"] == "chunked" {
            while body.range(of: Data("0\r\n\r\n".utf8)) == nil { body.append(handle.availableData) }
            body = Self.joined(chunks: body)
        } else if let length = headers["content-length"].flatMap({ Int($0) }) {
            while body.count < length { body.append(handle.availableData) }
        }
        if let sent = headers["authorization"] { seen.withLock { $0.append(sent) } }
        let answer = answer(lines[0], headers, body)
        if let stall, answer.count > 100_000, stall.isFirst {
            handle.write(answer.prefix(answer.count / 2))
            stall.wait()
            Self.send(answer.dropFirst(answer.count / 2), to: connection)
        } else {
            handle.write(answer)
        }
        _ = shutdown(connection, Int32(SHUT_RDWR))
    }

    /// Sends to somebody who may be gone.
    private static func send(_ data: Data, to connection: Int32) {
        #if canImport(Glibc)
            // MSG_NOSIGNAL, which is imported as one type or another.
            let flags: Int32 = 0x4000
        #else
            let flags: Int32 = 0
            var one: Int32 = 1
            _ = setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
        #endif
        Array(data).withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.send(connection, rest.baseAddress, rest.count, flags)
                #else
                    let count = Darwin.send(connection, rest.baseAddress, rest.count, flags)
                #endif
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    private static func joined(chunks: Data) -> Data {
        var result = Data()
        var rest = chunks[...]
        while let end = rest.range(of: Data("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            result.append(rest[end.upperBound..<end.upperBound + size])
            rest = rest[(end.upperBound + size + 2)...]
        }
        return result
    }

    private func answer(_ request: String, _ headers: [String: String], _ body: Data) -> Data {
        let words = request.split(separator: " ")
        let target = words[1].split(separator: "?", maxSplits: 1).map(String.init)
        if let redirect {
            return Data("HTTP/1.1 302 Found\r\nLocation: \(redirect)\(words[1])\r\nContent-Length: 0\r\n\r\n".utf8)
        }
        if let authorization, headers["authorization"] != authorization {
            let challenge = "WWW-Authenticate: Basic realm=\"git\""
            return Data(
                "HTTP/1.1 401 Unauthorized\r\n\(challenge)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        }
        if let content = special(target[0], body) {
            let type = "Content-Type: application/vnd.git-lfs+json"
            let head = "HTTP/1.1 200 OK\r\n\(type)\r\nContent-Length: \(content.count)\r\nConnection: close\r\n\r\n"
            return Data(head.utf8) + (target[0] == cutOff ? content.prefix(content.count / 2) : content)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "http-backend"]
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "GIT_PROJECT_ROOT": root,
            "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "ada", "REQUEST_METHOD": String(words[0]),
            "PATH_INFO": target[0], "QUERY_STRING": target.count > 1 ? target[1] : "",
            "CONTENT_TYPE": headers["content-type"] ?? "", "CONTENT_LENGTH": "\(body.count)",
            "HTTP_CONTENT_ENCODING": headers["content-encoding"] ?? "",
            "GIT_PROTOCOL": headers["git-protocol"] ?? "", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        ]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return Data("HTTP/1.1 500 Error\r\n\r\n".utf8) }
        Thread.detachNewThread {
            try? input.fileHandleForWriting.write(contentsOf: body)
            try? input.fileHandleForWriting.close()
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { return Data("HTTP/1.1 500 Error\r\n\r\n".utf8) }
        let head = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let status = head.first { $0.hasPrefix("Status: ") }.map { String($0.dropFirst(8)) } ?? "200 OK"
        let rest = head.filter { !$0.hasPrefix("Status: ") }
        let content = data[end.upperBound...]
        let lines = ["HTTP/1.1 \(status)"] + rest + ["Content-Length: \(content.count)", "Connection: close", "", ""]
        return Data(lines.joined(separator: "\r\n").utf8) + content
    }
}

/// Keeps one answer in its middle until it is told to go on.
final class StalledAnswer: Sendable {
    private let isTaken = Mutex(false)
    private let goesOn = DispatchSemaphore(value: 0)
    private let reached = AsyncStream.makeStream(of: Void.self)

    /// Whether this is the first answer that asks.
    fileprivate var isFirst: Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }

    fileprivate func wait() {
        reached.continuation.yield()
        _ = goesOn.wait(timeout: .now() + 600)
    }

    /// Returns when half of the answer was sent.
    func half() async {
        for await _ in reached.stream { return }
    }

    /// Lets the rest be sent.
    func goOn() { goesOn.signal() }
}
