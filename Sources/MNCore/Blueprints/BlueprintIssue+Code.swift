extension BlueprintIssue {
    /// The kinds of issues; the texts are a promise.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case manifestFolder = "manifest.folder"
        case manifestNotFound = "manifest.not_found"
        case manifestTooLarge = "manifest.too_large"
        case manifestUnreadable = "manifest.unreadable"
        case manifestOutside = "manifest.outside"
        case manifestInvalidJSON = "manifest.invalid_json"
        case manifestWrongType = "manifest.wrong_type"
        case manifestMissingKey = "manifest.missing_key"
        case manifestOutOfRange = "manifest.out_of_range"
        case manifestInvalid = "manifest.invalid"
        case manifestUnknownName = "manifest.unknown_name"
        case manifestNameTwice = "manifest.name_twice"
        case manifestTooManyIssues = "manifest.too_many_issues"
        case manifestDuplicateKey = "manifest.duplicate_key"
        case sourceForm = "manifest.source_form"
        case requirementsWrongType = "manifest.requirements.wrong_type"
        case requirementsOutOfRange = "manifest.requirements.out_of_range"
        case workflowCycle = "manifest.workflow_cycle"
        case workflowUnreachable = "manifest.workflow_unreachable"
        case workerCommand = "manifest.worker.command"
        case workerShell = "manifest.worker.shell"
        case workerOutside = "manifest.worker.outside"
        case workerMissing = "manifest.worker.missing"
        case modelWrongType = "manifest.model.wrong_type"
        case modelOutOfRange = "manifest.model.out_of_range"
        case modelUnknownProvider = "manifest.model.unknown_provider"
        case modelUnknownBackend = "manifest.model.unknown_backend"
        case serviceWrongType = "manifest.service.wrong_type"
        case serviceMissingKey = "manifest.service.missing_key"
        case serviceOutOfRange = "manifest.service.out_of_range"
        case serviceInvalid = "manifest.service.invalid"
        case serviceCommand = "manifest.service.script.command"
        case serviceShell = "manifest.service.script.shell"
        case serviceOutside = "manifest.service.script.outside"
        case validatorWrongType = "manifest.validator.wrong_type"
        case validatorMissingKey = "manifest.validator.missing_key"
        case validatorOutOfRange = "manifest.validator.out_of_range"
        case validatorPattern = "manifest.validator.pattern"
        case validatorCommand = "manifest.validator.command"
        case validatorShell = "manifest.validator.shell"
        case validatorOutside = "manifest.validator.outside"

        case configNotFound = "config.not_found"
        case configTooLarge = "config.too_large"
        case configUnreadable = "config.unreadable"
        case configOutside = "config.outside"
        case configInvalidJSON = "config.invalid_json"
        case configDuplicateKey = "config.duplicate_key"
        case configWrongType = "config.wrong_type"
        case configOutOfRange = "config.out_of_range"
        case configUnknownProvider = "config.unknown_provider"
        case configUnknownBackend = "config.unknown_backend"
        case configUnknownDefault = "config.unknown_default"
        case configTemplateCycle = "config.template_cycle"
        case configTemplateUnknown = "config.template_unknown"
        case configRequired = "config.required"
        case configPatternMismatch = "config.pattern_mismatch"

        case healthFailed = "service.health_failed"
        case checkFailed = "service.check_failed"
        case serviceNotChecked = "service.not_checked"

        case gpuUnavailable = "requirements.gpu_node_unavailable"
        case processorsInsufficient = "requirements.cpu_insufficient"
        case memoryInsufficient = "requirements.memory_insufficient"
        case diskInsufficient = "requirements.disk_insufficient"
        case requirementsUnknown = "requirements.unknown"

        case modelUnknown = "model.unknown"
        case modelNotInstalled = "model.not_installed"
        case modelNotJudged = "model.not_judged"
        case payloadMissing = "model.payload_missing"
        case modelIncompatible = "model.hardware_incompatible"
        case modelNoPort = "model.no_port"
        case registryUnavailable = "model.registry_unavailable"

        case commandFailed = "validator.command_failed"
        case commandTimeout = "validator.command_timeout"
        case commandUnavailable = "validator.command_unavailable"
        case commandInvalid = "validator.command_invalid"

        case noWorker = "worker.none"
        case workerUnsupported = "worker.unsupported"
        case workerNoImage = "worker.no_image"
        case workerNotFound = "worker.not_found"
        case workerDenied = "worker.denied"
        case workerFailed = "worker.failed"
    }

    /// A part of a blueprint whose form is read: the beginning of a code.
    enum Area: String {
        case manifest
        case worker = "manifest.worker"
        case model = "manifest.model"
        case service = "manifest.service"
        case script = "manifest.service.script"
        case validator = "manifest.validator"
        case requirements = "manifest.requirements"
        case config

        var source: BlueprintPlace.Source { self == .config ? .config : .manifest }

        /// The area of a file as a whole.
        init(_ source: BlueprintPlace.Source) { self = source == .config ? .config : .manifest }
    }

    /// What can be wrong in several areas: the end of a code.
    enum Flaw: String {
        case notFound = "not_found"
        case tooLarge = "too_large"
        case unreadable
        case outside
        case invalidJSON = "invalid_json"
        case wrongType = "wrong_type"
        case missingKey = "missing_key"
        case outOfRange = "out_of_range"
        case invalid
        case command
        case shell
        case unknownProvider = "unknown_provider"
        case unknownBackend = "unknown_backend"
    }
}

extension BlueprintIssue.Code {
    /// The code of a flaw; one that an area does not tell apart is of the wrong type there.
    init(_ area: BlueprintIssue.Area, _ flaw: BlueprintIssue.Flaw) {
        self =
            Self(rawValue: "\(area.rawValue).\(flaw.rawValue)")
            ?? (area == .config ? .configWrongType : .manifestInvalid)
    }
}
