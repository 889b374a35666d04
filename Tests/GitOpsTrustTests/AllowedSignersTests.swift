import GitOpsTrust
import Testing

@Suite("Allowed signers")
struct AllowedSignersTests {
    static let key = SSHPublicKey(TestKeys.sshEd25519)

    @Test("a line has principals, options, a key and a comment")
    func line() throws {
        let text = """
            # people
              ada@example.com,"eve with blanks" cert-authority,namespaces="git,file",valid-after="20240102",\
            valid-before="20250101123000Z" \(TestKeys.sshEd25519)
            \t*@example.com,!eve@example.com\t\(TestKeys.sshECDSA)
            """
        let entries = try AllowedSigners(text, secondsFromUTC: 3600).entries
        #expect(entries.count == 2)
        #expect(entries.first?.principals == "ada@example.com,eve with blanks")
        #expect(entries.first?.isAuthority == true)
        #expect(entries.first?.namespaces == "git,file")
        #expect(entries.first?.validAfter == 1_704_150_000)
        #expect(entries.first?.validBefore == 1_735_734_600)
        #expect(entries.first?.key == Self.key)
        #expect(entries.last?.key.type == "ecdsa-sha2-nistp384")
        #expect(entries.last?.isAuthority == false)
    }

    @Test("lines may end as on Windows")
    func windowsLines() throws {
        let text =
            "# people\r\n\r\nada@example.com "
            + "\(TestKeys.sshEd25519.split(separator: " ").prefix(2).joined(separator: " "))\r\n"
            + "bob@example.com namespaces=\"git\" \(TestKeys.sshECDSA)\r\n"
        let entries = try AllowedSigners(text).entries
        #expect(entries.map(\.principals) == ["ada@example.com", "bob@example.com"])
        #expect(entries.first?.key == Self.key)
        #expect(entries.last?.namespaces == "git")
    }

    @Test(
        "a line that cannot be read is an error with its place",
        arguments: [
            ("ada@example.com", "2:16", TrustFileError.Problem.missingKey),
            ("ada@example.com ssh-ed25519 AAAA", "2:17", .malformedKey),
            ("ada@example.com sk-ssh-ed25519@openssh.com x", "2:17", .malformedKey),
            ("ada@example.com namespaces=git KEY", "2:27", .missingQuote("namespaces")),
            ("ada@example.com namespaces=\"git KEY", "2:\(36 + 96)", .unfinishedQuote),
            ("ada@example.com valid-after=\"soon\" KEY", "2:28", .malformedTime("soon")),
            ("ada@example.com valid-after=\"20240230\" KEY", "2:28", .malformedTime("20240230")),
            (
                "ada@example.com valid-after=\"20240101\",valid-before=\"20240101\" KEY", "2:63",
                .validityEndsBeforeItBegins
            ),
            ("ada@example.com namespaces=\"a\",namespaces=\"b\" KEY", "2:42", .repeatedOption("namespaces")),
            ("ada@example.com zone=\"a\" KEY", "2:17", .unknownOption("zone")),
            ("ada@example.com cert-authority ssh-ed25519 AAAA", "2:32", .malformedKey),
            ("\"ada KEY", "2:1", .unfinishedQuote),
            ("ada\u{0}@example.com KEY", "2:4", .nul), ("ada@example.com KEY a\u{0}", "2:99", .nul),
            (String(repeating: "a", count: 16_385) + " KEY", "2:1", .overlongPrincipals(maximum: 16_384)),
        ])
    func malformed(_ line: String, _ place: String, _ problem: TrustFileError.Problem) {
        let text =
            "# first\n"
            + line.replacing(
                "KEY", with: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK2EhITylf+uZMxtiS2FPufOmp0wDkW22dFFvas6J9vB")
        #expect { try AllowedSigners(text, file: "f") } throws: { error in
            guard let error = error as? TrustFileError, error.problem == problem else { return false }
            return problem == .unfinishedQuote || "\(error)".hasPrefix("f:\(place): ")
        }
    }

    @Test(
        "principals match as in OpenSSH",
        arguments: [
            ("*@example.com", "ada@example.com", true), ("*@example.com,!ada@example.com", "ada@example.com", false),
            ("!ada@example.com", "bea@example.com", false), ("a?a@*", "ada@x", true), ("a?a@*", "aa@x", false),
            ("ADA", "ada", false), ("**a*b**", "xxaxxb", true), ("", "", true), ("a,b", "b", true),
            ("a*a*a*a*b", "aaaaaaaa", false),
        ])
    func patterns(_ patterns: String, _ name: String, _ matches: Bool) {
        let signer = Signer.ssh(identities: [patterns])
        #expect(signer.isIdentity(name) == matches)
    }
}
