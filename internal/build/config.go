package build

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"notesite/internal/highlight"
	"notesite/internal/site"
)

// A Config says what to build, and where.
type Config struct {
	Notes    string // folder of the vault
	Examples string // folder of the programs; empty for none
	Out      string // folder that the site is written to
	Theme    string // folder that shadows files of the theme; empty for none
	Cache    string // folder for what is worth remembering from run to run; empty for none
	Code     CodeStyles
	GitDates bool         // notes are dated by the commits that changed them
	Run      bool         // programs are compiled and tried, so that pages can run them
	Tell     func(string) // is told of what takes long; may be nil
	Site     site.Config
}

// CodeStyles name the styles of chroma that give code its colours, in light and
// in dark schemes. An empty name is the theme's own.
type CodeStyles struct {
	Light string `yaml:"light"`
	Dark  string `yaml:"dark"`
}

// ConfigFile is the name of the configuration file, in the current folder.
const ConfigFile = "notesite.yaml"

// configFile is what a notesite.yaml may hold.
type configFile struct {
	Title            string `yaml:"title"`
	Description      string `yaml:"description"`
	Lang             string `yaml:"lang"`
	BaseURL          string `yaml:"baseURL"`
	Notes            string `yaml:"notes"`
	Examples         string `yaml:"examples"`
	Out              string `yaml:"out"`
	Theme            string `yaml:"theme"`
	StrictLineBreaks bool   `yaml:"strictLineBreaks"`
	Mentions         bool   `yaml:"mentions"`
	Dates            string `yaml:"dates"`
	Edit             string `yaml:"edit"`
	Source           string `yaml:"source"`
	Cards            bool   `yaml:"cards"`
	Run              bool   `yaml:"run"`

	Code CodeStyles `yaml:"code"`
}

// ReadConfig reads a configuration file. One that is not there gives the
// defaults; an unknown key is an error, at its line and column.
func ReadConfig(name string) (Config, error) {
	cfg := Config{Notes: "notes", Out: "public", Run: true, Site: site.Config{Lang: "en", Cards: true}}
	if dir, err := os.UserCacheDir(); err == nil {
		cfg.Cache = filepath.Join(dir, "notesite")
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, nil
	}
	if err != nil {
		return cfg, fmt.Errorf("read configuration: %w", err)
	}
	file := configFile{Cards: cfg.Site.Cards, Run: cfg.Run}
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		var yamlErr yaml.Error
		if errors.As(err, &yamlErr) && yamlErr.GetToken() != nil {
			pos := yamlErr.GetToken().Position
			return cfg, fmt.Errorf("%s:%d:%d: %s", name, pos.Line, pos.Column, yamlErr.GetMessage())
		}
		return cfg, fmt.Errorf("%s: %w", name, err)
	}
	set := func(dst *string, value string) {
		if value != "" {
			*dst = value
		}
	}
	set(&cfg.Notes, file.Notes)
	set(&cfg.Examples, file.Examples)
	set(&cfg.Out, file.Out)
	set(&cfg.Theme, file.Theme)
	set(&cfg.Site.Title, file.Title)
	set(&cfg.Site.Description, file.Description)
	set(&cfg.Site.Lang, file.Lang)
	set(&cfg.Site.BaseURL, file.BaseURL)
	set(&cfg.Site.EditURL, file.Edit)
	set(&cfg.Site.SourceURL, file.Source)
	switch file.Dates {
	case "":
	case "git":
		cfg.GitDates = true
	default:
		return cfg, fmt.Errorf("%s: dates: %q is not known; write git, or leave it out", name, file.Dates)
	}
	cfg.Code, cfg.Run = file.Code, file.Run
	cfg.Site.StrictLineBreaks, cfg.Site.Mentions, cfg.Site.Cards = file.StrictLineBreaks, file.Mentions, file.Cards
	return cfg, nil
}

// Complete fills what was left open and checks the rest.
func (c *Config) Complete() error {
	if c.Site.Title == "" {
		c.Site.Title = "Notes"
		if abs, err := filepath.Abs(c.Notes); err == nil && filepath.Base(abs) != string(filepath.Separator) {
			c.Site.Title = filepath.Base(abs)
		}
	}
	for _, name := range []string{c.Code.Light, c.Code.Dark} {
		if name == "" {
			continue
		}
		if _, err := highlight.Style(name); err != nil {
			return fmt.Errorf("code: %w", err)
		}
	}
	for key, address := range map[string]string{"edit": c.Site.EditURL, "source": c.Site.SourceURL} {
		if address == "" {
			continue
		}
		if !isWeb(address) || !strings.Contains(address, "{path}") {
			return fmt.Errorf("%s: %q is not an address like https://example.org/blob/main/{path}", key, address)
		}
	}
	if c.Site.BaseURL == "" {
		return nil
	}
	if !isWeb(c.Site.BaseURL) {
		return fmt.Errorf("the base URL %q is not an address like https://example.org/notes/", c.Site.BaseURL)
	}
	c.Site.BaseURL = strings.TrimSuffix(c.Site.BaseURL, "/") + "/"
	return nil
}

// isWeb reports whether an address is one of the web.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
