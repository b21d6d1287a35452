// Two commands of Helm on Helm's own packages, for the tests of the chart: the whole of Helm takes three times as long to build.
//
//	helm template NAME CHART --kube-version V --values FILE
//	helm lint CHART --strict --kube-version V --values FILE
package main

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	words := 0
	for words < len(args) && !strings.HasPrefix(args[words], "-") {
		words++
	}
	options := flag.NewFlagSet("helm", flag.ContinueOnError)
	options.Bool("strict", true, "warnings are failures, always")
	kube := options.String("kube-version", "", "the version to render for")
	file := options.String("values", "", "values on top of the chart's own")
	if err := options.Parse(args[words:]); err != nil {
		return err
	}
	version, err := chartutil.ParseKubeVersion(*kube)
	if err != nil {
		return err
	}
	values, err := chartutil.ReadValuesFile(*file)
	if err != nil {
		return err
	}
	switch {
	case words == 3 && args[0] == "template":
		return template(args[1], args[2], version, values)
	case words == 2 && args[0] == "lint":
		return check(args[1], version, values)
	}
	return fmt.Errorf("unknown command %v", args)
}

func template(name, path string, version *chartutil.KubeVersion, values map[string]interface{}) error {
	chart, err := loader.Load(path)
	if err != nil {
		return err
	}
	capabilities := *chartutil.DefaultCapabilities
	capabilities.KubeVersion = *version
	if !chartutil.IsCompatibleRange(chart.Metadata.KubeVersion, version.Version) {
		return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", chart.Metadata.KubeVersion, version.Version)
	}
	// Also holds the values to the chart's schema.
	all, err := chartutil.ToRenderValues(chart, values, chartutil.ReleaseOptions{Name: name, Namespace: "default", Revision: 1, IsInstall: true}, &capabilities)
	if err != nil {
		return err
	}
	rendered, err := engine.Render(chart, all)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(rendered))
	for name := range rendered {
		if strings.HasSuffix(name, ".yaml") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# Source: %s\n%s\n", name, rendered[name])
	}
	return nil
}

func check(path string, version *chartutil.KubeVersion, values map[string]interface{}) error {
	result := lint.AllWithKubeVersion(path, values, "default", version)
	failed := false
	for _, message := range result.Messages {
		fmt.Println(message)
		failed = failed || message.Severity >= support.WarningSev
	}
	if failed {
		return fmt.Errorf("1 chart(s) linted, 1 chart(s) failed")
	}
	return nil
}
