#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

import MNCore

/// What the process was given when it was started: its arguments and variables.
enum ProcessArguments {
    /// An argument that cannot be text.
    struct NotUTF8: DiagnosticError, Hashable {
        /// Which one it is; the first after the program's name is 1.
        let number: Int

        var code: ErrorCode { .usage }
        var problem: String { "Argument \(number) is not valid UTF-8." }
        var fixes: [String] { ["Write it in UTF-8; names in another encoding have to be renamed."] }
        var exitCode: ExitCode { .usage }
    }

    /// The arguments after the program's name, and the first that is no text, as far as it is one.
    static func arguments() -> ([String], NotUTF8?) { decode(given()) }

    /// The arguments after the program's name, as they were given.
    static func given() -> [[UInt8]] {
        var (count, given) = unsafe CLibrary.arguments
        // On Linux the runtime of Swift asks /proc for them, which a chroot may lack.
        if count == 0 { unsafe (count, given) = (Int(CommandLine.argc), CommandLine.unsafeArgv) }
        var arguments: [[UInt8]] = []
        for index in 0..<count {
            if let argument = unsafe given?[index] { unsafe arguments.append(bytes(argument)) }
        }
        return Array(arguments.dropFirst())
    }

    /// The variables by name; bytes that are not UTF-8 are replaced, and the first of equal names counts.
    static func environment() -> [String: String] { environment(entries()) }

    /// The variables as they were given, `NAME=value` each.
    static func entries() -> [[UInt8]] {
        guard let block = unsafe CLibrary.environmentBlock else { return [] }
        var entries: [[UInt8]] = []
        while let entry = unsafe block[entries.count] { unsafe entries.append(bytes(entry)) }
        return entries
    }

    static func decode(_ arguments: some Sequence<[UInt8]>) -> ([String], NotUTF8?) {
        var texts: [String] = []
        var fault: NotUTF8?
        for argument in arguments {
            let text = String(validating: argument, as: UTF8.self)
            texts.append(text ?? String(decoding: argument, as: UTF8.self))
            if text == nil { fault = fault ?? NotUTF8(number: texts.count) }
        }
        return (texts, fault)
    }

    /// Reads `NAME=value` entries; one without a name is passed over.
    static func environment(_ entries: [[UInt8]]) -> [String: String] {
        var variables: [String: String] = [:]
        for entry in entries {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { continue }
            let name = String(decoding: entry[..<equals], as: UTF8.self)
            if variables[name] == nil {
                variables[name] = String(decoding: entry[(equals + 1)...], as: UTF8.self)
            }
        }
        return variables
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
}

/// Puts the process into the state that everything here relies on.
enum ProcessStart {
    /// Called once, first of all, while there is one thread.
    ///
    /// - A reader that goes away must end a write with EPIPE, not the process with SIGPIPE.
    /// - A parent that ignores SIGCHLD would make the system forget how commands ended.
    /// - A standard descriptor that the parent has closed is tied to `/dev/null`; otherwise the next file
    ///   opened would take its number, and the answer would be printed into it.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGCHLD, SIG_DFL)
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is given, and those below are open by now.
            _ = unsafe open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
