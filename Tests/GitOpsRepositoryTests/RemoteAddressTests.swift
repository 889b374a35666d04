import Testing

@testable import GitOpsRepository

@Suite("Addresses of remotes")
struct RemoteAddressTests {
    @Test(
        "addresses are read as Git reads them",
        arguments: [
            ("https://Example.com/shop.git", "https://example.com/shop.git"),
            ("https://example.com:8443/shop.git", "https://example.com:8443/shop.git"),
            ("http://[2001:db8::1]:8080/shop", "http://[2001:db8::1]:8080/shop"),
            ("git@example.com:team/shop.git", "git@example.com:team/shop.git"),
            ("git@[::1]:team/shop.git", "git@[::1]:team/shop.git"), ("[::FFFF:10.0.0.1]:x", "[::ffff:10.0.0.1]:x"),
            ("ssh://git@example.com:2222/team/shop.git", "ssh://git@example.com:2222/team/shop.git"),
            ("ssh://git@[::1]:22/shop", "ssh://git@[::1]:22/shop"), ("host:/srv/shop", "ssh://host/srv/shop"),
            ("file:///srv/a%41%25b.git", "file:///srv/aA%25b.git"), ("file:///srv/my%20shop", "file:///srv/my shop"),
            ("/srv/shop.git", "file:///srv/shop.git"), ("/srv/a%41", "file:///srv/a%2541"), ("./shop:1", "./shop:1"),
            ("./a://b", "./a://b"), ("a/b::c", "a/b::c"),
        ])
    func addresses(text: String, expected: String) throws {
        let url = try RemoteURL(text)
        #expect(url.description == expected)
        if !expected.contains(" ") { #expect(try RemoteURL(url.description) == url) }
    }

    @Test(
        "addresses that hide a command, an option, a password or another host are refused without repeating them",
        arguments: [
            "", "ext::sh -c passw0rd", "ext::passw0rd", "fd::17", "file::/srv/passw0rd", "a@[::1]::passw0rd",
            "https://user:passw0rd@example.com/shop", "https://passw0rd@example.com/shop",
            "http://example.com/shop?token=passw0rd", "https://example.com/shop#passw0rd",
            "ssh://git:passw0rd@example.com/shop", "git:passw0rd@example.com:shop@x", "ssh://-oProxyCommand=id/shop",
            "-oProxyCommand=id:shop", "git@-oProxyCommand=id:shop", "-u@example.com:shop", "ssh://-l@example.com/x",
            "ssh://$(id)@example.com/x", "ssh://a@passw0rd@example.com/x", "a@b@example.com:x", "@example.com:x",
            "example.com:-shop", "--upload-pack=id", "-c", "ftp://example.com/x", "git://example.com/x",
            "ssh+git://example.com/x", "https:///shop", "https://example.com", "https://@/x",
            "https://example.com:0/x", "https://example.com:+80/x", "https://example.com:99999/x",
            "https://example.com:99999999999999999999/x", "https://example.com:/x", "https://exa mple.com/x",
            "https://example.com/x\n", "https://example.com/\u{1B}[2Jx", "https://example.com/\u{9B}x",
            "https://example.com/\u{2028}x", "https://example.com/\u{A0}x", "/srv/\u{0}x", "/srv/\u{7F}x",
            "file://example.com/x", "file://localhost/x", "file://", "file://:22/x", "https://exa%6Dple.com/x",
            "https://good.example\\@evil.example/x", "https://example.com\\x/y", "https://exämple.com/x",
            "https://[::1/x", "https://::1/x", "https://[]/x", "https://[example.com]/x", "https://[::1]x/y",
            "https://[fe80::1%25eth0]/x", "https://[::1][::2]/x", "[cafe:22]:x", "[::1:x", "file:///a%0Ab",
            "file:///a%4", "file:///a%+4", "file:///a%7Fb", "file:///a%FFb", "file:///a%C2%9Bb", "file:///a%00",
        ])
    func refused(text: String) {
        let error = #expect(throws: GitError.self) { try RemoteURL(text) }
        #expect(error?.problem == .invalidRemote)
        #expect(error.map { "\($0)".contains("passw0rd") } == false)
    }

    @Test("whatever is put together from parts of addresses is refused, or means the same when it is read again")
    func combined() throws {
        let parts = [
            "https:", "//", "file:", "git@", "b:c@", "-x", "[::1]", ":", ":22", "/", "%2f", "?q", "x",
        ]
        var accepted = 0
        for one in parts {
            for two in parts {
                for three in parts {
                    for four in parts {
                        guard let url = try? RemoteURL(one + two + three + four) else { continue }
                        accepted += 1
                        let isHarmless =
                            url.host.utf8.first != UInt8(ascii: "-") && url.path.utf8.first != UInt8(ascii: "-")
                            && url.user?.utf8.contains(UInt8(ascii: ":")) != true
                        if !isHarmless || (try? RemoteURL("\(url)")) != url {
                            Issue.record("\(one)\(two)\(three)\(four)")
                        }
                    }
                }
            }
        }
        #expect(accepted > 500)
    }

    @Test(
        "the address of a remote has no user, password, token or query, and a folder of the machine is none",
        arguments: [
            ("https://ann:secret@example.com/shop.git", "https://example.com/shop.git"),
            (
                "https://x-access-token:ghp_secret@example.com:8443/a/b?token=secret#secret",
                "https://example.com:8443/a/b"
            ),
            ("git@example.com:team/shop.git", "ssh://example.com/team/shop.git"),
            ("git@[::1]:team/shop.git", "ssh://[::1]/team/shop.git"),
            ("ssh://git@example.com:2222/shop.git", "ssh://example.com:2222/shop.git"),
            ("git://example.com/shop", "git://example.com/shop"),
            ("https://ann:se/cret@example.com/shop.git", nil), ("https://a@b@example.com/x", "https://example.com/x"),
            ("https://example.com?token=secret", nil), ("https://example.com/\u{202F}secret", nil),
            ("/srv/git/shop", nil), ("../shop", nil), ("file:///srv/git/shop", nil), ("./a:b", nil),
            ("ext::sh -c secret", nil), ("ext::secret", nil), ("-oProxyCommand=secret:x", nil), ("https://", nil),
        ] as [(String, String?)])
    func shown(url: String, expected: String?) throws {
        let fixture = try GitFixture()
        try fixture.git("config", "remote.origin.url", url)
        try fixture.git("config", "remote.backup.url", "https://backup.example.com/shop.git")
        #expect(try Repository(opening: fixture.path).remoteAddress() == expected)
    }

    @Test("without a remote called origin the first one counts, without any there is no address")
    func otherRemotes() throws {
        let fixture = try GitFixture()
        #expect(try Repository(opening: fixture.path).remoteAddress() == nil)
        try fixture.git("config", "remote.up.stream.url", "https://up.example.com/shop.git")
        try fixture.git("config", "remote.zoo.url", "https://zoo:passw0rd@example.com/shop.git")
        let repository = try Repository(opening: fixture.path)
        #expect(try repository.remoteAddress() == "https://up.example.com/shop.git")
        #expect(try repository.remoteURL(named: "up.stream")?.host == "up.example.com")
        #expect(try repository.remoteURL(named: "origin") == nil)
        let error = #expect(throws: GitError.self) { try repository.remoteURL(named: "zoo") }
        #expect(error?.problem == .invalidRemote && error.map { "\($0)".contains("passw0rd") } == false)
    }

    @Test("a remote is pushed to where the configuration pushes it, and which setting does that is told")
    func pushAddresses() throws {
        let fixture = try GitFixture()
        try fixture.git("remote", "add", "origin", "https://git.example.com/team/shop.git")
        func address() throws -> PushAddress? { try fixture.repository().pushAddress(ofRemote: "origin") }
        #expect(try fixture.repository().pushAddress(ofRemote: "other") == nil)
        var found = try #require(try address())
        #expect("\(found.url)" == "https://git.example.com/team/shop.git" && found.setting == nil)
        #expect(!found.isElsewhere)
        // For fetches, and rules that do not fit.
        try fixture.git("config", "url.https://evil.example/.insteadOf", "https://git.example.com/")
        try fixture.git("config", "url.https://evil.example/.pushInsteadOf", "https://git.example.org/")
        #expect(try address()?.setting == nil)
        try fixture.git("config", "--add", "url.ssh://git@git.example.com/.pushInsteadOf", "https://git.example.com/")
        found = try #require(try address())
        #expect("\(found.url)" == "ssh://git@git.example.com/team/shop.git" && !found.isElsewhere)
        #expect(found.setting == "url.ssh://git@git.example.com/.pushInsteadOf")
        // The longest rule holds.
        try fixture.git("config", "--add", "url.https://evil.example/.pushInsteadOf", "https://git.example.com/team/")
        found = try #require(try address())
        #expect("\(found.url)" == "https://evil.example/shop.git" && found.isElsewhere)
        try fixture.git("config", "remote.origin.pushurl", "https://push.example.com/shop.git")
        found = try #require(try address())
        #expect("\(found.url)" == "https://push.example.com/shop.git" && found.isElsewhere)
        #expect(found.setting == "remote.origin.pushurl")
        #expect("\(try fixture.git("remote", "get-url", "--push", "origin"))" == "\(found.url)")
        try fixture.git("config", "--add", "remote.origin.pushurl", "https://git.example.com/other.git")
        let several = #expect(throws: GitError.self) { try address() }
        #expect(several?.problem == .invalidRemote && several?.detail.contains("2 addresses") == true)
        try fixture.git(
            "config", "--replace-all", "remote.origin.pushurl", "https://me:secret@push.example.com/shop.git")
        let secret = #expect(throws: GitError.self) { try address() }
        #expect(secret?.problem == .invalidRemote && secret?.description.contains("secret@") == false)
    }
}
