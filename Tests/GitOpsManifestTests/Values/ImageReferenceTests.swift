import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("ImageReference")
struct ImageReferenceTests {
    static let hexadecimal = String(repeating: "0123456789abcdef", count: 4)

    @Test(
        "short names are completed as Docker completes them",
        arguments: [
            ("nginx", "docker.io/library/nginx:latest", "nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"),
            ("grafana/grafana", "docker.io/grafana/grafana:latest", "grafana/grafana"),
            ("docker.io/nginx", "docker.io/library/nginx:latest", "nginx"),
            ("index.docker.io/library/nginx", "docker.io/library/nginx:latest", "nginx"),
            ("docker.io/library/a/b:1", "docker.io/library/a/b:1", "library/a/b:1"),
            ("localhost/x", "localhost/x:latest", "localhost/x"), ("a.b/c", "a.b/c:latest", "a.b/c"),
            ("host:5000/x", "host:5000/x:latest", "host:5000/x"),
            ("host:5000", "docker.io/library/host:5000", "host:5000"),
            ("localhost", "docker.io/library/localhost:latest", "localhost"), ("Host/x", "Host/x:latest", "Host/x"),
            ("[::1]:5000/x:v1", "[::1]:5000/x:v1", "[::1]:5000/x:v1"),
            ("a-b.c:1/d__e/f---g", "a-b.c:1/d__e/f---g:latest", "a-b.c:1/d__e/f---g"),
            (
                "nginx@sha256:\(hexadecimal)", "docker.io/library/nginx@sha256:\(hexadecimal)",
                "nginx@sha256:\(hexadecimal)"
            ),
            (
                "q.io/a:1@sha512:\(hexadecimal)\(hexadecimal)", "q.io/a:1@sha512:\(hexadecimal)\(hexadecimal)",
                "q.io/a:1@sha512:\(hexadecimal)\(hexadecimal)"
            ),
            (hexadecimal + "0", "docker.io/library/\(hexadecimal)0:latest", hexadecimal + "0"),
        ])
    func completed(text: String, canonical: String, familiar: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.canonical == canonical)
        #expect(reference.familiar == familiar)
        #expect(reference.isPinned == text.contains("@"))
        #expect(try ImageReference(parsing: canonical) == reference)
        #expect(try ImageReference(parsing: familiar) == reference)
    }

    @Test("a tag that is only implied says so, and equals the one written")
    func impliedTag() throws {
        let implied = try ImageReference(parsing: "nginx")
        let written = try ImageReference(parsing: "nginx:latest")
        #expect(implied.isTagImplied && !written.isTagImplied)
        #expect(implied == written && implied.hashValue == written.hashValue)
        #expect(try ImageReference(parsing: "nginx@sha256:\(Self.hexadecimal)").tag == nil)
    }

    @Test(
        "what the grammar does not allow is refused",
        arguments: [
            ("", ImageReferenceError.empty), (hexadecimal, .identifierAsName), ("Nginx", .uppercaseRepository("Nginx")),
            ("a.b/C", .uppercaseRepository("C")), ("a_b.c/x", .invalidRegistry("a_b.c")),
            ("-a.b/x", .invalidRegistry("-a.b")),
            ("a..b/x", .invalidRegistry("a..b")), ("a.b:/x", .invalidRegistry("a.b:")),
            ("a.b:1x/x", .invalidRegistry("a.b:1x")),
            ("[::1/x", .invalidRegistry("[::1")), ("/x", .invalidRepository("/x")),
            ("a//b", .invalidRepository("a//b")),
            ("a/", .invalidRepository("a/")), ("a___b", .invalidRepository("library/a___b")),
            ("a..b", .invalidRepository("library/a..b")),
            ("a-", .invalidRepository("library/a-")), ("-a", .invalidRepository("library/-a")),
            ("a_-b", .invalidRepository("library/a_-b")),
            (" nginx", .invalidRepository("library/ nginx")), ("nginx ", .invalidRepository("library/nginx ")),
            ("nginx:", .invalidTag("")), ("nginx:-a", .invalidTag("-a")), ("nginx:a:b", .invalidTag("a:b")),
            ("nginx@", .invalidDigest("")), ("nginx@md5:00", .unknownDigestAlgorithm("md5")),
            ("nginx@sha256:00", .wrongDigestLength(.sha256, found: 2)),
            ("nginx@sha256:" + hexadecimal.uppercased(), .invalidDigest("sha256:" + hexadecimal.uppercased())),
        ])
    func refused(text: String, expected: ImageReferenceError) {
        #expect(throws: expected) { try ImageReference(parsing: text) }
        #expect(!expected.description.isEmpty)
    }

    @Test("a tag has at most 128 bytes, a repository at most 255")
    func limits() throws {
        let tag = String(repeating: "t", count: 128)
        #expect(try ImageReference(parsing: "a.b/c:" + tag).tag == tag)
        #expect(throws: ImageReferenceError.invalidTag(tag + "t")) { try ImageReference(parsing: "a.b/c:" + tag + "t") }
        let name = String(repeating: "n", count: 255)
        #expect(try ImageReference(parsing: "a.b/" + name).repository == name)
        #expect(throws: ImageReferenceError.repositoryTooLong(256)) { try ImageReference(parsing: "a.b/" + name + "n") }
    }

    @Test("any text is read or refused, and the canonical form reads back the same", arguments: [41, 42] as [UInt64])
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4000 {
            var text = random.text(of: "ab0.-_/:A@[]é", upTo: 12)
            if Int.random(in: 0..<8, using: &random) == 0 { text += "@sha256:" + Self.hexadecimal }
            guard let reference = ImageReference(text) else { continue }
            #expect(ImageReference(reference.canonical) == reference, "seed \(seed): \(text)")
            #expect(ImageReference(reference.familiar) == reference, "seed \(seed): \(text)")
        }
    }
}
