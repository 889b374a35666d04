import CLibGit2

/// One conversation with a remote through libgit2.
///
/// libgit2 calls back on the thread that made the call, while that call runs: the session is used by one thread, and
/// the pointer to it that libgit2 holds does not outlive `run`.
final class RemoteSession {
    private let url: RemoteURL
    private let options: RemoteOptions
    private let isCancelled: @Sendable () -> Bool
    private var push: ReferencePush?
    private var attempts = 0
    /// What a callback stopped for.
    private var problem: GitError.Problem?
    private var detail = ""

    init(_ url: RemoteURL, options: RemoteOptions, isCancelled: @escaping @Sendable () -> Bool) {
        LibGit2.initialise
        self.url = url
        self.options = options
        self.isCancelled = isCancelled
    }

    func references() throws(GitError) -> [RemoteReference] {
        try run(in: nil) { remote, payload in
            var options = git_remote_connect_options()
            git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
            options.callbacks = Self.callbacks(payload)
            options.follow_redirects = redirects
            return withProxy(options.proxy_opts) { proxy in
                options.proxy_opts = proxy
                return git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options)
            }
        } then: { remote in
            var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
            var count = 0
            guard git_remote_ls(&heads, &count, remote) == 0 else { return nil }
            return UnsafeBufferPointer(start: heads, count: count).compactMap { head -> RemoteReference? in
                guard let head = head?.pointee, let name = head.name, let id = ObjectID(head.oid) else { return nil }
                let text = String(cString: name)
                // `refs/tags/v1^{}` is what an annotated tag leads to.
                return text.utf8.last == UInt8(ascii: "}") ? nil : RemoteReference(name: text, id: id)
            }
        }
    }

    func fetch(_ request: FetchRequest, with handle: RepositoryHandle) throws(GitError) {
        try run(in: handle) { remote, payload in
            var options = git_fetch_options()
            git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
            options.callbacks = Self.callbacks(payload)
            options.follow_redirects = redirects
            options.prune = request.prunes ? GIT_FETCH_PRUNE : GIT_FETCH_NO_PRUNE
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
            return withProxy(options.proxy_opts) { proxy in
                options.proxy_opts = proxy
                return Self.withStrings(request.refspecs) { git_remote_fetch(remote, $0, &options, "fetch") }
            }
        } then: { _ in
            ()
        }
    }

    func push(_ push: ReferencePush, with handle: RepositoryHandle) throws(GitError) {
        self.push = push
        // libgit2 1.5 pushes what a reference leads to, not a commit by its name.
        let source = "refs/gitops/push/\(push.id)-\(UInt64.random(in: 0...(.max)))"
        try handle.setReference(source, to: push.id, expecting: nil, reason: "push")
        defer { handle.removeReference(source) }
        try run(in: handle) { remote, payload in
            var options = git_push_options()
            git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
            options.callbacks = Self.callbacks(payload)
            options.follow_redirects = redirects
            let refspec = "\(push.allowsRewrite ? "+" : "")\(source):\(push.reference)"
            return withProxy(options.proxy_opts) { proxy in
                options.proxy_opts = proxy
                return Self.withStrings([refspec]) { git_remote_push(remote, $0, &options) }
            }
        } then: { _ in
            ()
        }
    }

    /// With credentials, to another host is followed nowhere.
    private var redirects: git_remote_redirect_t {
        options.credentials == nil ? GIT_REMOTE_REDIRECT_INITIAL : GIT_REMOTE_REDIRECT_NONE
    }

    // MARK: Calling libgit2

    /// Makes a remote, talks to it, and reads an answer from it before it is freed.
    private func run<Answer>(
        in handle: RepositoryHandle?, _ talk: (OpaquePointer, UnsafeMutableRawPointer) -> Int32,
        then read: (OpaquePointer) -> Answer?
    ) throws(GitError) -> Answer {
        guard !isCancelled() else { throw error(.cancelled, "") }
        var create = git_remote_create_options()
        git_remote_create_options_init(&create, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        create.repository = handle?.pointer
        // The repository's configuration may not send us, or what we show, elsewhere.
        create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var remote: OpaquePointer?
        guard git_remote_create_with_opts(&remote, "\(url)", &create) == 0, let remote else {
            throw error(.invalidRemote, LibGit2.lastMessage)
        }
        defer { git_remote_free(remote) }
        let payload = Unmanaged.passUnretained(self).toOpaque()
        let code = BrokenPipe.ignored { withExtendedLifetime(self) { talk(remote, payload) } }
        guard code == 0, problem == nil, let answer = read(remote) else { throw failure(code, LibGit2.lastMessage) }
        return answer
    }

    private func failure(_ code: Int32, _ message: String) -> GitError {
        if let problem { return error(problem, detail.isEmpty ? message : detail) }
        if isCancelled() { return error(.cancelled, "") }
        switch code {
        case GIT_EAUTH.rawValue: return error(.authenticationFailed, message)
        case GIT_ECERTIFICATE.rawValue: return error(.untrustedHost, message)
        case GIT_ENONFASTFORWARD.rawValue: return error(.referenceMoved(push?.reference ?? ""), message)
        case GIT_EINVALIDSPEC.rawValue: return error(.invalidRequest, message)
        default: return error(.unreachable, message)
        }
    }

    private func error(_ problem: GitError.Problem, _ detail: String) -> GitError {
        GitError(problem, repository: "\(url)", detail: detail)
    }

    private static func withStrings(_ texts: [String], _ body: (UnsafePointer<git_strarray>) -> Int32) -> Int32 {
        var copies: [UnsafeMutablePointer<CChar>?] = texts.map { text in
            text.withCString { start in
                let count = text.utf8.count + 1
                let copy = UnsafeMutablePointer<CChar>.allocate(capacity: count)
                copy.initialize(from: start, count: count)
                return copy
            }
        }
        defer { for copy in copies { copy?.deallocate() } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return body(&array)
        }
    }

    private func withProxy(_ initial: git_proxy_options, _ body: (git_proxy_options) -> Int32) -> Int32 {
        var proxy = initial
        guard let address = options.proxy else {
            proxy.type = GIT_PROXY_NONE
            return body(proxy)
        }
        return address.withCString { text in
            proxy.type = GIT_PROXY_SPECIFIED
            proxy.url = text
            return body(proxy)
        }
    }

    // MARK: Called by libgit2

    private static func callbacks(_ payload: UnsafeMutableRawPointer) -> git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = payload
        callbacks.credentials = { result, url, user, allowed, payload in
            RemoteSession.session(payload).map { $0.credential(result, url, user, allowed) } ?? RemoteSession.stop
        }
        callbacks.certificate_check = { _, isValid, _, payload in
            RemoteSession.session(payload).map { $0.accepts(certificate: isValid != 0) } ?? RemoteSession.stop
        }
        callbacks.transfer_progress = { progress, payload in
            RemoteSession.session(payload).map { $0.goesOn(progress?.pointee.received_bytes ?? 0) }
                ?? RemoteSession.stop
        }
        callbacks.sideband_progress = { _, _, payload in
            RemoteSession.session(payload).map { $0.goesOn(0) } ?? RemoteSession.stop
        }
        callbacks.push_negotiation = { updates, count, payload in
            RemoteSession.session(payload).map { $0.negotiate(updates, count) } ?? RemoteSession.stop
        }
        callbacks.push_update_reference = { name, status, payload in
            RemoteSession.session(payload).map { $0.updated(name, status) } ?? RemoteSession.stop
        }
        return callbacks
    }

    private static let stop = GIT_EUSER.rawValue

    private static func session(_ payload: UnsafeMutableRawPointer?) -> RemoteSession? {
        payload.map { Unmanaged<RemoteSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private func stop(_ problem: GitError.Problem, _ detail: String = "") -> Int32 {
        self.problem = problem
        self.detail = detail
        return Self.stop
    }

    private func goesOn(_ received: Int) -> Int32 {
        if isCancelled() { return stop(.cancelled) }
        if received > options.receivedBytes {
            return stop(.limitExceeded(.receivedBytes, maximum: options.receivedBytes))
        }
        return 0
    }

    private func accepts(certificate isValid: Bool) -> Int32 {
        if isValid { return 0 }
        _ = stop(.untrustedHost)
        return GIT_ECERTIFICATE.rawValue
    }

    /// Shows the credentials once, and to the host they are meant for only: libgit2 asks again after each refusal, and
    /// 1.5 tells the first host's address after a redirect.
    private func credential(
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, _ address: UnsafePointer<CChar>?,
        _ user: UnsafePointer<CChar>?, _ allowed: UInt32
    ) -> Int32 {
        let asked = address.flatMap { try? RemoteURL(String(cString: $0)) }
        guard let asked, asked.isSameHost(as: url) else {
            return stop(.untrustedHost, "another host asks for credentials")
        }
        let name = url.user ?? user.map { String(cString: $0) } ?? "git"
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git_credential_username_new(result, name) }
        attempts += 1
        guard attempts == 1 else { return stop(.authenticationFailed, "the remote refused the credentials") }
        let takesKey = allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0
        switch options.credentials {
        case .token(let token, let user)? where allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0:
            return git_credential_userpass_plaintext_new(result, user, token.text)
        case .sshKey(let path, let passphrase)? where takesKey:
            return git_credential_ssh_key_new(result, name, nil, path, passphrase?.text)
        case .sshAgent? where takesKey: return git_credential_ssh_key_from_agent(result, name)
        case .token?, .sshKey?, .sshAgent?:
            return stop(.authenticationFailed, "the remote does not take credentials of this kind")
        case nil: return stop(.authenticationFailed, "the remote asks for credentials, and none were given")
        }
    }

    /// The lease: what the remote says of its reference is what the pusher knows, and the remote compares it once more.
    private func negotiate(_ updates: UnsafeMutablePointer<UnsafePointer<git_push_update>?>?, _ count: Int) -> Int32 {
        guard let push else { return Self.stop }
        for update in UnsafeBufferPointer(start: updates, count: count) {
            guard let update = update?.pointee, let old = ObjectID(update.src) else { return Self.stop }
            guard old == push.expected ?? .zero || old == push.id else {
                let found = old == .zero ? "it does not exist" : "it leads to \(old.abbreviated)"
                return stop(.referenceMoved(push.reference), found)
            }
        }
        return 0
    }

    private func updated(_ name: UnsafePointer<CChar>?, _ status: UnsafePointer<CChar>?) -> Int32 {
        guard let status else { return 0 }
        return stop(.pushRejected(name.map { String(cString: $0) } ?? ""), String(cString: status))
    }
}
