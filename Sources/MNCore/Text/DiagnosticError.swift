/// An error that tells its reader what happened and what to do next.
///
/// Cases hold facts; the words are made in one extension beside the type.
public protocol DiagnosticError: Error, Sendable {
    /// The kind of error, for programs.
    var code: ErrorCode { get }
    /// The code as it is printed; the checks of a blueprint have codes beside these.
    var codeWord: String { get }
    /// What is wrong: one sentence about the thing the user named.
    var problem: String { get }
    /// What to do, a sentence each, with a command where there is one; the best first.
    var fixes: [String] { get }
    /// The exit code of a command that ends with this error.
    var exitCode: ExitCode { get }
}

extension DiagnosticError {
    public var exitCode: ExitCode { .failed }

    public var codeWord: String { code.rawValue }

    /// The error as programs read it.
    package var json: JSON {
        [
            "code": .string(codeWord), "message": .string(Sanitized.line(problem)),
            "fixes": .strings(fixes.map(Sanitized.line)),
        ]
    }
}

/// A mistake of this program that it noticed itself.
package struct InternalFault: DiagnosticError {
    package var error: String

    package init(error: String) { self.error = error }

    package var code: ErrorCode { .internalError }
    package var problem: String { "This is a bug in mn: \(error)" }
    package var fixes: [String] { ["Report it with the command line that you used."] }
    package var exitCode: ExitCode { .internalError }
}

extension Error {
    /// The error for people; one that has no words for them is a bug.
    package var diagnostic: any DiagnosticError {
        self as? any DiagnosticError ?? InternalFault(error: "\(self)")
    }
}

/// How a command ended; `mn help exit-codes` prints this table.
///
/// The numbers are a promise. A program that was run for the user may end with any other number, and that
/// is passed on as it is.
public struct ExitCode: RawRepresentable, Hashable, Sendable, CaseIterable {
    /// What the parent process sees.
    public let rawValue: Int

    /// Takes the status of a program; nil if no program can end so.
    public init?(rawValue: Int) {
        guard (0...255).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(_ rawValue: Int) { self.rawValue = rawValue }

    package static let done = ExitCode(0)
    package static let failed = ExitCode(1)
    package static let usage = ExitCode(2)
    package static let notCompatible = ExitCode(3)
    package static let needsForce = ExitCode(4)
    package static let runnerUnreachable = ExitCode(5)
    package static let unknownModel = ExitCode(6)
    package static let differs = ExitCode(7)
    package static let unproven = ExitCode(8)
    package static let internalError = ExitCode(70)
    package static let notSimulated = ExitCode(125)
    package static let interrupted = ExitCode(130)

    /// The codes of this program itself.
    public static let allCases: [ExitCode] = [
        .done, .failed, .usage, .notCompatible, .needsForce, .runnerUnreachable, .unknownModel,
        .differs, .unproven, .internalError, .notSimulated, .interrupted,
    ]

    /// When a command ends so, for the help.
    package var meaning: String {
        switch self {
        case .done: "done, and compatible (or forced)"
        case .failed: "failed: a file, a machine or a service; 'error.code' in JSON tells which"
        case .usage: "wrong command line"
        case .notCompatible: "the model is not compatible with the machine (fail)"
        case .needsForce: "only with --force (force_only; a model with owners)"
        case .runnerUnreachable: "the Model Runner cannot be reached"
        case .unknownModel: "no such model"
        case .differs:
            "the result differs from what was expected (matrix, scenarios, contract)"
        case .unproven: "shards that do not prove a whole run (merge)"
        case .internalError: "a bug in mn"
        case .notSimulated: "no simulated machine could be made for the program (exec)"
        case .interrupted: "interrupted (Ctrl-C)"
        default: "the status of a worker or program that was run"
        }
    }
}

/// What kind of error a command ended with; the words are a promise to programs.
public enum ErrorCode: String, CaseIterable, Sendable {
    case backendCrashed = "backend_crashed"
    case backendInstallFailed = "backend_install_failed"
    case backendMissing = "backend_missing"
    case backendWithoutGPU = "backend_without_gpu"
    case badEndpoint = "bad_endpoint"
    case badOption = "bad_option"
    case badReference = "bad_reference"
    case blueprintPresent = "blueprint_present"
    case contextTooLarge = "context_too_large"
    case diskFull = "disk_full"
    case diskTooSmall = "disk_too_small"
    case divergence
    case downloadCorrupt = "download_corrupt"
    case downloadIncomplete = "download_incomplete"
    case downloadInterrupted = "download_interrupted"
    case downloadStalled = "download_stalled"
    case driverTooOld = "driver_too_old"
    case duplicateProfile = "duplicate_profile"
    case factFixed = "fact_fixed"
    case fileNotFound = "file_not_found"
    case filePresent = "file_present"
    case fileTooLarge = "file_too_large"
    case fileUnusable = "file_unusable"
    case gpuFailed = "gpu_failed"
    case gpuMemoryFull = "gpu_memory_full"
    case gpuTooOld = "gpu_too_old"
    case internalError = "internal_error"
    case invalidFile = "invalid_file"
    case ledgerLocked = "ledger_locked"
    case libraryMissing = "library_missing"
    case loadTimedOut = "load_timed_out"
    case memoryFull = "memory_full"
    case modelBusy = "model_busy"
    case modelDamaged = "model_damaged"
    case modelListedNotFound = "model_listed_not_found"
    case modelNotInRegistry = "model_not_in_registry"
    case modelNotInstalled = "model_not_installed"
    case modelOwned = "model_owned"
    case modelPresent = "model_present"
    case modelTooLarge = "model_too_large"
    case modelUnreadable = "model_unreadable"
    case newerFile = "newer_file"
    case noDriverData = "no_driver_data"
    case noHome = "no_home"
    case noPorts = "no_ports"
    case noSandbox = "no_sandbox"
    case notAModel = "not_a_model"
    case notAReceipt = "not_a_receipt"
    case notCompatible = "not_compatible"
    case nothingJudged = "nothing_judged"
    case nothingSelected = "nothing_selected"
    case partlyWritten = "partly_written"
    case portDenied = "port_denied"
    case portFailed = "port_failed"
    case portTaken = "port_taken"
    case processorTooOld = "processor_too_old"
    case programNotStarted = "program_not_started"
    case providerUnsupported = "provider_unsupported"
    case receiptCut = "receipt_cut"
    case receiptEdited = "receipt_edited"
    case redactionRefused = "redaction_refused"
    case registryDown = "registry_down"
    case registryIntercepted = "registry_intercepted"
    case registryLoginNeeded = "registry_login_needed"
    case registryProxyFailed = "registry_proxy_failed"
    case registryRateLimited = "registry_rate_limited"
    case registryUnreachable = "registry_unreachable"
    case registryUntrusted = "registry_untrusted"
    case requirementUnmatched = "requirement_unmatched"
    case runExists = "run_exists"
    case runnerBusy = "runner_busy"
    case runnerError = "runner_error"
    case runnerGateway = "runner_gateway"
    case runnerLost = "runner_lost"
    case runnerTooOld = "runner_too_old"
    case runnerUnreachable = "runner_unreachable"
    case severalNames = "several_names"
    case shardFailed = "shard_failed"
    case shardMissing = "shard_missing"
    case shardTwice = "shard_twice"
    case shardUnclear = "shard_unclear"
    case shardsDiffer = "shards_differ"
    case shardsUnproven = "shards_unproven"
    case storeDenied = "store_denied"
    case templateBroken = "template_broken"
    case unknownCheck = "unknown_check"
    case unknownField = "unknown_field"
    case unknownModel = "unknown_model"
    case unknownMutant = "unknown_mutant"
    case unknownProfile = "unknown_profile"
    case unknownScenario = "unknown_scenario"
    case usage
}
