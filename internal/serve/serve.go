// Package serve is the preview server: it builds a site, serves it on this
// machine, watches what it was made of, and tells open pages to reload when
// it was built again: those that have changed (reload.go), and before the others are
// built (builder.go).
//
// A [Server] is configured and then run once, by [Server.Run]. It listens on
// loopback addresses only and answers only requests that name such a host,
// so that no page of another site can read the notes by DNS rebinding.
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"notesite/internal/build"
)

// A Server serves one site while it is worked on.
type Server struct {
	Config build.Config
	// ConfigFile is where Config was read from. When it changes, Configure reads it
	// again. Both may be left out.
	ConfigFile string
	Configure  func() (build.Config, error)
	// Addr is the address to listen on, "localhost:8080"; when it is empty,
	// the first free port from 8080 is taken.
	Addr string
	// Programs says that pages may run the programs on this machine.
	Programs bool
	// Built is called after each build, Failed when one could not be done,
	// Listening once, with the site's URL. All are required. No two are called
	// at once but Listening and one of the others.
	Built     func(*build.Result)
	Failed    func(error)
	Listening func(url string)
}

// defaultPort is the first port tried when no address is given; portsTried
// is how many are.
const (
	defaultPort = 8080
	portsTried  = 20
)

// Run builds and serves until ctx ends. It returns an error if the first
// build fails or the address cannot be listened on.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ln, err := s.listen()
	if err != nil {
		return err
	}
	defer ln.Close()
	w, err := newWatcher(s.Config, s.ConfigFile)
	if err != nil {
		return err
	}
	defer w.Close()
	site := &build.Builder{Config: s.Config}
	result, err := site.Draft(ctx)
	if err != nil {
		return err
	}
	var programs *runner
	if s.Programs {
		programs = newRunner(s.Config)
	}
	built := func(result *build.Result) {
		s.Built(result)
		if programs != nil {
			programs.built(result)
		}
	}
	built(result)
	root, err := os.OpenRoot(s.Config.Out)
	if err != nil {
		return fmt.Errorf("open output folder: %w", err)
	}
	defer root.Close()
	pages := newReloader(root.FS())
	server := &http.Server{
		Handler:           newHandler(root.FS(), pages, programs),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	s.Listening("http://" + displayAddr(ln.Addr()))

	b := newBuilder(site, pages, built, s.Failed)
	b.finish(ctx, result)
	defer b.stop()
	var running sync.WaitGroup
	running.Go(func() {
		w.run(ctx, func(config bool) {
			if config {
				s.configure(b)
			}
			b.changed(ctx)
		})
	})
	running.Go(func() {
		<-ctx.Done()
		// Event streams end with ctx; the rest is given a moment.
		shutdown, giveUp := context.WithTimeout(context.Background(), time.Second)
		defer giveUp()
		_ = server.Shutdown(shutdown)
	})
	err = server.Serve(ln)
	cancel()
	running.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

// configure reads the configuration again. What is wrong with it is told, and the
// old one goes on.
func (s *Server) configure(b *builder) {
	cfg, err := s.Configure()
	if err != nil {
		s.Failed(err)
		return
	}
	old := s.Config
	if cfg.Notes != old.Notes || cfg.Examples != old.Examples || cfg.Out != old.Out || cfg.Theme != old.Theme {
		s.Failed(fmt.Errorf("%s names other folders; stop and start again to use them", s.ConfigFile))
		return
	}
	b.configure(cfg)
}

// listen opens the address, which must be a loopback one.
func (s *Server) listen() (net.Listener, error) {
	if s.Addr != "" {
		host, _, err := net.SplitHostPort(s.Addr)
		if err != nil {
			return nil, fmt.Errorf("address %q is not host:port: %w", s.Addr, err)
		}
		if host != "" && !isLoopback(host) {
			return nil, fmt.Errorf("address %q is not on this machine alone; use localhost", s.Addr)
		}
		if host == "" {
			s.Addr = "localhost" + s.Addr
		}
		ln, err := net.Listen("tcp", s.Addr)
		if err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
		return ln, nil
	}
	var err error
	for port := defaultPort; port < defaultPort+portsTried; port++ {
		var ln net.Listener
		if ln, err = net.Listen("tcp", net.JoinHostPort("localhost", strconv.Itoa(port))); err == nil {
			return ln, nil
		}
	}
	return nil, fmt.Errorf("no free port from %d; name one with --addr: %w", defaultPort, err)
}

func displayAddr(addr net.Addr) string {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return net.JoinHostPort("localhost", port)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
