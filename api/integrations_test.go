package api

import (
	"net/http"
	"strings"
	"testing"
)

// An older server has models at another address and no agents.
func TestIntegrationsOfOlderServers(t *testing.T) {
	stage, client := newStage(t, func(w http.ResponseWriter, r *http.Request) {
		switch strings.TrimPrefix(r.URL.Path, "/some/prefix") {
		case "/v2/ai-integrations":
			respond(200, `{"ai_integrations":[{"id":"i","name":"Models","provider":"openAI"}]}`)(w, r)
		case "/v2/ai-integrations/i":
			respond(200, `{"id":"i","name":"Models","provider":"openAI"}`)(w, r)
		default:
			respond(404, `{"title":"Not found","status":404}`)(w, r)
		}
	})
	page, err := client.ListIntegrations(t.Context(), IntegrationQuery{SpaceID: "s", Name: "mod", Type: ModelIntegration})
	if err != nil || len(page.Items) != 1 || page.Items[0].Provider != "OPEN_AI" {
		t.Errorf("%+v %v", page, err)
	}
	if got, err := client.GetIntegration(t.Context(), "i"); err != nil || got.Name != "Models" {
		t.Errorf("%+v %v", got, err)
	}
	before := len(stage.calls())
	if _, err := client.ListIntegrations(t.Context(), IntegrationQuery{Type: AgentIntegration}); !Is(err, NotFound) || len(stage.calls()) != before+1 {
		t.Errorf("agents: %v after %d requests", err, len(stage.calls())-before)
	}
	for _, call := range stage.calls()[1:2] {
		if call.Query != "name=mod&space_id=s" {
			t.Errorf("asked %s", call.Query)
		}
	}
}
