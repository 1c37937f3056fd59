// The oracle says what golang.org/x/mod says. It reads questions, one JSON object a line, and writes one answer a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask  string
	Args []string
}

type object = map[string]any

var answers = map[string]func(args []string) any{
	"path":    aboutPath,
	"version": aboutVersion,
	"pair":    aboutPair,
	"compare": func(a []string) any { return semver.Compare(a[0], a[1]) },
	"match":   func(a []string) any { return module.MatchPrefixPatterns(a[0], a[1]) },
	"tile":    aboutTile,
	"targets": targets,
	"list":    list,
	"info":    info,
	"retract": retract,
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in, encoder := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(out)
	for {
		var q question
		if err := in.Decode(&q); err == io.EOF {
			return
		} else if err != nil {
			out.Flush()
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		encoder.Encode(answers[q.Ask](q.Args))
	}
}

// orNull is the value, or null where x/mod says an error.
func orNull(value string, err error) any {
	if err != nil {
		return nil
	}
	return value
}

func aboutPath(a []string) any {
	prefix, major, ok := module.SplitPathVersion(a[0])
	return object{
		"IsValid":   module.CheckPath(a[0]) == nil,
		"Escaped":   orNull(module.EscapePath(a[0])),
		"Unescaped": orNull(module.UnescapePath(a[0])),
		"Splits":    ok, "Prefix": prefix, "Major": major,
	}
}

func aboutVersion(a []string) any {
	v := a[0]
	revision, _ := module.PseudoVersionRev(v)
	at, err := module.PseudoVersionTime(v)
	return object{
		"IsValid":        semver.IsValid(v),
		"SemCanonical":   semver.Canonical(v),
		"Major":          semver.Major(v),
		"MajorMinor":     semver.MajorMinor(v),
		"Prerelease":     semver.Prerelease(v),
		"Build":          semver.Build(v),
		"Canonical":      module.CanonicalVersion(v),
		"Escaped":        orNull(module.EscapeVersion(v)),
		"Unescaped":      orNull(module.UnescapeVersion(v)),
		"IsPseudo":       module.IsPseudoVersion(v),
		"PseudoBase":     orNull(module.PseudoVersionBase(v)),
		"PseudoTime":     orNull(at.Format(time.RFC3339), err),
		"PseudoRevision": revision,
	}
}

func aboutPair(a []string) any {
	_, major, _ := module.SplitPathVersion(a[0])
	return object{
		"IsCanonical":  a[1] == module.CanonicalVersion(a[1]) && module.Check(a[0], a[1]) == nil,
		"MatchesMajor": module.MatchPathMajor(a[1], major),
	}
}

func aboutTile(a []string) any {
	tile, err := tlog.ParseTilePath(a[0])
	if err != nil || tile.L > math.MaxInt32 { // we have 32 bits for the level, of which no tree uses six
		return nil
	}
	return object{"Height": tile.H, "Level": tile.L, "Number": tile.N, "Width": tile.W}
}

// targets are the request targets of a module and a version, escaped as cmd/go's proxyRepo and sumdb client escape them.
func targets(a []string) any {
	path, err1 := module.EscapePath(a[0])
	version, err2 := module.EscapeVersion(a[1])
	if err1 != nil || err2 != nil {
		return []string{}
	}
	escape := func(s string) string { return "/" + strings.ReplaceAll(url.PathEscape(s), "%2F", "/") }
	found := []string{escape(path + "/@v/" + version + ".info")}
	if a[1] == module.CanonicalVersion(a[1]) && module.Check(a[0], a[1]) == nil {
		found = append(found,
			escape(path+"/@v/"+version+".mod"),
			escape(path+"/@v/"+version+".zip"),
			"/sumdb/sum.golang.org/lookup/"+path+"@"+version)
	}
	return found
}

// list is what go takes from the body of @v/list, a line each, with the times that it may believe.
func list(a []string) any {
	found := []string{}
	for _, line := range strings.Split(a[0], "\n") {
		if f := strings.Fields(line); len(f) > 1 && semver.IsValid(f[0]) {
			found = append(found, f[0]+" "+f[1])
		} else if len(f) == 1 && semver.IsValid(f[0]) {
			found = append(found, f[0])
		}
	}
	return strings.Join(found, "\n")
}

// info is the version that go reads from the body of .info; go cannot tell an empty one from none.
func info(a []string) any {
	var document struct{ Version string }
	if err := json.Unmarshal([]byte(a[0]), &document); err != nil || document.Version == "" {
		return nil
	}
	return document.Version
}

// retract is what cmd/go takes from the go.mod of a dependency; it leaves versions as they are written.
func retract(a []string) any {
	f, err := modfile.ParseLax("go.mod", []byte(a[0]), nil)
	if err != nil {
		return nil
	}
	found := ""
	for _, r := range f.Retract {
		found += r.Low + " to " + r.High + "\n"
	}
	return found
}
