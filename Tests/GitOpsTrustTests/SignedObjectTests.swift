import GitOpsTrust
import Testing

@Suite("Signed objects")
struct SignedObjectTests {
    static let headers = """
        tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
        parent 1111111111111111111111111111111111111111
        author Ada <ada@example.com> 1720000000 +0000
        committer Bea <bea@example.com> 1720000001 +0200

        """

    private func commit(_ text: String) throws -> SignedObject { try SignedObject(Array(text.utf8), kind: .commit) }

    @Test("the payload of a commit is the object without its signature header")
    func payload() throws {
        let signed = try commit(
            Self.headers
                + "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\nencoding x\n\nText\n")
        #expect(String(decoding: signed.signedPayload, as: UTF8.self) == Self.headers + "encoding x\n\nText\n")
        #expect(
            signed.signature?.text == Array("-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n".utf8))
        #expect(signed.signature?.format == .openPGP)
        #expect(signed.committer?.email == "bea@example.com")
        #expect(signed.committer?.seconds == 1_720_000_001)
        #expect(signed.author?.name == "Ada")
    }

    @Test("the signature for the other object format is left out and not used")
    func otherFormat() throws {
        let text = Self.headers + "gpgsig-sha256 -----BEGIN SSH SIGNATURE-----\n abc\n\nText\n"
        let signed = try commit(text)
        #expect(signed.signature == nil)
        #expect(String(decoding: signed.signedPayload, as: UTF8.self) == Self.headers + "\nText\n")
        let long = String(repeating: "a", count: 64)
        let sha256 = text.replacing("4b825dc642cb6eb9a060e54bf8d69288fbee4904", with: long)
            .replacing(String(repeating: "1", count: 40), with: long)
        #expect(try commit(sha256).signature?.format == .ssh)
    }

    @Test("an armor in a header that is no signature stays in the payload")
    func mergedTag() throws {
        let text =
            Self.headers
            + "mergetag object 1111111111111111111111111111111111111111\n -----BEGIN PGP SIGNATURE-----\n\nx\n"
        let signed = try commit(text)
        #expect(signed.signature == nil)
        #expect(signed.signedPayload == Array(text.utf8))
    }

    @Test("headers of other tools may repeat")
    func repeatedHeaders() throws {
        let text = Self.headers + "HG:extra a\nHG:extra b\n\nText\n"
        #expect(try commit(text).signedPayload == Array(text.utf8))
    }

    @Test("the signature of a tag begins at the last line that can begin one")
    func tag() throws {
        let head = "object 1111111111111111111111111111111111111111\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\n"
        let text = head + "-----BEGIN SSH SIGNATURE-----\nx\n-----BEGIN SSH SIGNATURE-----\ny\n"
        let signed = try SignedObject(Array(text.utf8), kind: .tag)
        #expect(signed.signature?.text == Array("-----BEGIN SSH SIGNATURE-----\ny\n".utf8))
        #expect(String(decoding: signed.signedPayload, as: UTF8.self).hasSuffix("SIGNATURE-----\nx\n"))
        #expect(try SignedObject(Array((head + "Text\n").utf8), kind: .tag).signature == nil)
    }

    @Test(
        "objects that could be read in two ways are refused",
        arguments: [
            ("gpgsig a\ngpgsig b\n\n", SignedObjectError.Problem.repeatedHeader("gpgsig")),
            ("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n", .repeatedHeader("tree")),
            ("committer A <a@b> 1 +0000\n\n", .repeatedHeader("committer")),
            ("encoding a\nencoding b\n\n", .repeatedHeader("encoding")),
            ("encoding a\nparent 1111111111111111111111111111111111111111\n\n", .misplacedHeader("parent")),
            ("oneword\n\n", .malformedLine),
            ("gpgsig x", .unfinishedLine),
            ("\nText\u{0}\n", .nul),
        ])
    func ambiguous(_ rest: String, _ problem: SignedObjectError.Problem) {
        #expect { try commit(Self.headers + rest) } throws: { ($0 as? SignedObjectError)?.problem == problem }
    }

    @Test(
        "objects without what every commit has are refused",
        arguments: [
            ("author", SignedObjectError.Problem.missingHeader("author")), ("tree", .missingHeader("tree")),
            ("committer", .missingHeader("committer")),
        ])
    func missing(_ header: String, _ problem: SignedObjectError.Problem) {
        let lines = Self.headers.split(separator: "\n").filter { !$0.hasPrefix(header) }.joined(separator: "\n")
        #expect { try commit(lines + "\n\nText\n") } throws: { ($0 as? SignedObjectError)?.problem == problem }
    }

    @Test(
        "persons that Git would not write are refused",
        arguments: ["A a@b 1 +0000", "A <a@b> +0000", "A <a@b> 1", "A <a@b> x +0000", "A <a<c@b> 1 +0000"])
    func persons(_ person: String) {
        let text = Self.headers.replacing("Ada <ada@example.com> 1720000000 +0000", with: person)
        #expect { try commit(text + "\nText\n") } throws: {
            ($0 as? SignedObjectError)?.problem == .malformedHeader("author")
        }
    }

    @Test("an object above the limit is refused with what to do")
    func limit() {
        let bytes = Array((Self.headers + "\nText\n").utf8)
        #expect { try SignedObject(bytes, kind: .commit, maximumByteCount: 20) } throws: { error in
            "\(error)"
                == "commit, byte 20: the object has more than 20 bytes; raise the limit if you trust the repository"
        }
    }

    @Test("no signature, and one of no known family, are told apart")
    func verdicts() throws {
        let verifier = SignatureVerifier(trusting: TrustedKeys())
        #expect(verifier.verify(try commit(Self.headers + "\nText\n")) == .unsigned)
        #expect(verifier.verify(try commit(Self.headers + "gpgsig \n\nText\n")) == .unsupported(.format))
    }
}
