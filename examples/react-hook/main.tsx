/// <reference types="vite/client" />
import { StrictMode, useState } from "react"
import { createRoot } from "react-dom/client"
import { Phone } from "./Phone.tsx"

const App = () => {
  const [isOn, setOn] = useState(true)
  return (
    <main>
      <label>
        <input type="checkbox" checked={isOn} onChange={() => setOn(!isOn)} /> I can be called
      </label>
      {isOn && (
        <Phone
          cloudId={import.meta.env.VITE_ACULAB_CLOUD_ID}
          webRtcAccessKey={import.meta.env.VITE_ACULAB_WEBRTC_ACCESS_KEY}
          clientId="anna"
          tokenUrl="/webrtc-token"
          service={import.meta.env.VITE_ACULAB_SERVICE}
        />
      )}
    </main>
  )
}

const root = document.querySelector("#root")
if (root === null) throw new Error("there is no #root")
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>
)
