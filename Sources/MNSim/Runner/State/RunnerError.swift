/// Why the runner refuses: facts, of which `serverText` makes the runner's own words.
enum RunnerError: Error, Hashable, Sendable {
    /// The store could not be opened when the runner started.
    case storeUnavailable
    /// No model has this name.
    case modelNotFound(String)
    /// A model with several tags was to be deleted by its id.
    case severalTags(String)
    /// A name that a tag cannot have.
    case invalidTag(String)
    /// A name that cannot be pulled.
    case invalidReference(String)
    case backendNotFound
    /// The vLLM program is not there.
    case binaryMissing
    case installationFailed(String)
    /// The engine is gone and the request waits for ever.
    case backendHangs
    /// The model to be configured is answering a request.
    case runnerActive
    case flags(RuntimeFlags.Problem)
    /// The engine did not start, with all the words after `unable to load runner: `.
    case load(String)
    /// A registry did not hand out a model; `asked` is the name in the runner's words.
    case registry(RegistryAnswer, asked: String, RunnerReference)
    /// A registry never answered.
    case registrySilent
    /// The backend's directory is missing, so its size cannot be told.
    case backendDirectoryMissing(String)

    /// The runner's own words, without the prefix that names the operation.
    var serverText: String {
        switch self {
        case .storeUnavailable: "model distribution service unavailable"
        case .modelNotFound: "model not found"
        case .severalTags(let name):
            "unable to delete \(GoText.quoted(name)) (must be forced) due to multiple tag "
                + "references: resource conflict"
        case .invalidTag(let name):
            // As it was looked for, and so in lower case (measured).
            "tagging model: invalid tag: invalid reference "
                + GoText.quoted(RunnerReference.normalised(name, ids: []))
                + ": invalid reference format"
        case .invalidReference: "Invalid model reference"
        case .backendNotFound: "backend not found"
        case .binaryMissing: "vLLM binary not found"
        case .installationFailed(let reason): "backend installation failed: \(reason)"
        case .backendHangs, .registrySilent: ""
        case .runnerActive: "runner already active"
        case .flags(let problem): problem.serverText
        case .load(let text): "unable to load runner: \(text)"
        case .registry(let answer, let asked, let reference):
            answer.serverText(asked: asked, reference)
        case .backendDirectoryMissing(let path):
            "error while getting store size: lstat \(path): no such file or directory"
        }
    }

    /// The words of a pull that was refused, with the name of the model and the registry's code.
    var pullText: String {
        switch self {
        case .registry(let answer, _, _):
            (answer.isReadError ? "reading model from registry: " : "") + serverText
        case .modelNotFound(let name):
            "failed to pull model \(GoText.quoted(name)): MANIFEST_UNKNOWN - Model not found"
        case .invalidReference(let name):
            "invalid model reference \(GoText.quoted(name)): invalid reference format"
        default: serverText
        }
    }

    /// The status of a registry's refusal (dmr-contract 1.3.4, 3.5).
    ///
    /// The runner looks for words in its own text, so that any error with `404` in it, even in the
    /// name of the model, is taken for a missing model.
    var registryStatus: Int {
        guard case .registry(let answer, _, _) = self else { return 500 }
        switch answer {
        case .unsupported: return 422
        case .notFound: return 404
        default: break
        }
        let text = serverText
        if text.lowercased().contains("unauthorized") { return 401 }
        return text.contains("404") || text.contains("not found") ? 404 : 500
    }
}

extension RegistryAnswer {
    /// The chain of errors that the runner puts together (dmr-contract 3.5).
    func serverText(asked: String, _ reference: RunnerReference) -> String {
        let isHub = reference.registry == "docker.io"
        let resolving =
            "failed to pull model \(GoText.quoted(asked)): UNKNOWN - resolving \(reference.text): "
        let head = "failed to do request: Head \(GoText.quoted(reference.manifestURL)): "
        let denial = "pull access denied, repository does not exist or may require authorization: "
        let token =
            "failed to authorize: failed to fetch anonymous token: unexpected status from GET "
            + "request to https://auth.docker.io/token?scope=repository%3A"
            + reference.repository.replacing("/", with: "%2F")
            + "%3Apull&service=registry.docker.io: "
        return switch self {
        case .model, .silent: ""
        case .denied:
            resolving + denial
                + (isHub
                    ? "server message: insufficient_scope: authorization failed"
                    : "authorization failed: no basic auth credentials")
        case .tokenRefused: resolving + token + HTTPStatus.text(401)
        case .tokenFailed(let status): resolving + token + HTTPStatus.text(status)
        case .notFound:
            "failed to pull model \(GoText.quoted(asked)): MANIFEST_UNKNOWN - Model not found"
        case .status(let status, let detail):
            resolving + "unexpected status from HEAD request to \(reference.manifestURL): "
                + HTTPStatus.text(status) + (detail.map { "\n" + $0 } ?? "")
        case .page:
            "getting layers: parsing manifest: invalid character '<' looking for beginning of value"
        case .closed: resolving + head + "EOF"
        case .unsupported(let mediaType):
            "config type \(GoText.quoted(mediaType)) is not supported (supported: "
                + "\"application/vnd.docker.ai.model.config.v0.1+json\", "
                + "\"application/vnd.docker.ai.model.config.v0.2+json\", "
                + "\"application/vnd.cncf.model.config.v1+json\") - try upgrading: "
                + "unsupported model config media type"
        case .unreachable(let words): resolving + head + words
        }
    }

    /// Whether the text of a pull says `reading model from registry` before it.
    var isReadError: Bool {
        switch self {
        case .page, .unsupported: false
        default: true
        }
    }
}
