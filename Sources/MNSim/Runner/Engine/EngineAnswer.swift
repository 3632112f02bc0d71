import MNCore

/// What an engine answers to one request, before a face has put it into its form.
enum EngineAnswer {
    /// It speaks.
    case speech(EngineSpeech)
    /// It gives numbers or counts at once.
    case value(JSON)
    case refusal(EngineRefusal)
    /// It dies before its first byte, with these last words or this exit code.
    case death(words: String?, exitCode: Int)
}
