/// The forms of output that are known, the more particular first.
enum PasteFormats {
    static let all: [any PasteFormat] =
        [
            NVIDIATableFormat(), NVIDIAListFormat(), NVIDIAXMLFormat(), NVIDIARowsFormat(),
            NVIDIANamesFormat(), NVIDIAFailureFormat(), NVIDIAVersionFormat(),
            FabricStatusFormat(), LscpuFormat(), FreeFormat(),
            KernelFileFormat.memory, KernelFileFormat.processors, ShownFileFormat(),
            OSReleaseFormat(), UnameFormat(),
            LspciFormat(), ROCmSMIFormat(), AMDSMIFormat(), SystemProfilerFormat(), SysctlFormat(),
            DockerInfoJSONFormat(), CIMJSONFormat(), CIMTableFormat(), CIMListFormat.list,
            CIMListFormat.values,
            DxDiagFormat(), SystemInfoFormat(), EngineFailureFormat(),
            EngineVariableFormat(), EngineStatusFormat(), RunnerVersionFormat(),
            DockerContextFormat(), DockerTemplateFormat(), DockerVersionFormat(),
            DockerInfoFormat(),
            PodmanInfoFormat(), VulkanFormat(),
        ] + ToolkitFormat.all + MissingProgram.all
}
