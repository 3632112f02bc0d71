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
    /// An archive that is no archive, or has no manifest.
    case unreadableArchive
    case emptyArchive
}
