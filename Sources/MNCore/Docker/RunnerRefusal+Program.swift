// What keeps the program of a backend from starting, and how it ended.
extension RunnerRefusal {
    /// What keeps the backend's program from starting.
    static func program(_ log: String) -> Reason? {
        let text = log.split(separator: "\n").filter { !findsNoGPU($0) }.joined(separator: "\n")
        func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
        // Windows' STATUS_DLL_NOT_FOUND, STATUS_ENTRYPOINT_NOT_FOUND (df#84), STATUS_INVALID_IMAGE_FORMAT and
        // STATUS_DLL_INIT_FAILED; the loaders of glibc (mr#547) and macOS.
        if hasEnded(with: 0xc000_0135, 0xc000_0139, 0xc000_007b, 0xc000_0142, in: text)
            || says("error while loading shared libraries", "glibc_", "glibcxx_")
            || says("library not loaded") || hasLine(text, "symbol not found", with: "dyld")
            || hasLine(text, "cannot open shared object file", with: "importerror", "oserror")
            || hasLine(
                text, "undefined symbol", with: "importerror", "oserror", "symbol lookup error")
            // As a warning vLLM quotes it.
            || says("modulenotfounderror: no module named 'vllm._c'")
        {
            return .libraryMissing
        }
        // The words of Linux, macOS and Windows for a program of another kind of processor.
        if says(
            "exec format error", "bad cpu type in executable", "is not a valid win32 application")
        {
            return .wrongProcessor
        }
        if hasLine(
            text, "fork/exec", with: "permission denied", "operation not permitted",
            "access is denied")
        {
            return .backendDenied
        }
        // STATUS_ILLEGAL_INSTRUCTION, and SIGILL.
        if hasEnded(with: 0xc000_001d, in: text) || says("illegal instruction", "exit status 132") {
            return .processorTooOld
        }
        if says(
            "error: invalid argument", "unrecognized arguments", "unknown argument:",
            "error while handling argument", "error: argument ",
            // llama.cpp, `llama-context.cpp`.
            "v cache quantization requires flash_attn")
        {
            return .badOption
        }
        return says("took too long to initialize") ? .loadTimedOut : nil
    }

    /// Whether the program of the backend is not there, in the words of Go's `os/exec`.
    static func isMissing(_ text: String) -> Bool {
        if text.contains("binary not found") { return true }
        return text.split(separator: "\n").contains { line in
            line.contains("unable to start") && line.contains("exec")
                && [
                    "no such file or directory", "file not found", "file does not exist",
                    "cannot find the file", "cannot find the path",
                ].contains(where: line.contains)
        }
    }

    /// How the backend ended, where nothing tells why.
    static func ended(_ words: String) -> Reason? {
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let isLoading = says("unable to load runner")
        // A shell's, of a program or a library that its loader does not find.
        if hasWord("exit status 127", in: words) { return .libraryMissing }
        if says("exit status", "signal:"), says("terminated unexpectedly") {
            return isLoading ? .backendCrashed : .backendDied
        }
        if says("failed to load model", "GGUF file required") { return .unreadableModel }
        if says("terminated unexpectedly") { return isLoading ? .backendCrashed : .backendDied }
        return isLoading && says("unable to start") ? .backendCrashed : nil
    }
}
